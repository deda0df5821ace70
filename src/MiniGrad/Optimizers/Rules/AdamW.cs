namespace MiniGrad.Optimizers;

/// <summary><see cref="Adam{T}"/> with weight decay apart from the gradient, so that all weights decay alike however large their gradients
/// are (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, algorithm 2).</summary>
/// <remarks><c>θ ← θ − η·λ·θ</c>, then the step of Adam, whose averages do not see the decay.</remarks>
public sealed class AdamW<T> : Adam<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public AdamW(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0.01)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay) => WeightDecayKind = WeightDecayKind.Decoupled;
}
