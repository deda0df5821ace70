using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>AdaMax: Adam with the largest gradient of late in place of the root mean square (Kingma and Ba, "Adam: a method for stochastic
/// optimization", 2015, algorithm 2).</summary>
/// <remarks><c>m ← β₁·m + (1 − β₁)·g</c>, <c>u ← max(β₂·u, |g| + ε)</c>, <c>θ ← θ − η/(1 − β₁ᵗ) · m/u</c>. The ε, which the paper does not
/// have, stands where PyTorch has it.</remarks>
public sealed class AdaMax<T> : AdaptiveMomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public AdaMax(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay, second: "largest_gradient") { }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update)
    {
        CorrectFor(update.StepNumber);
        Rule rule = new(
            new Moments<T>(Beta1, Beta2), T.CreateTruncating(update.LearningRate / AverageCorrection), T.CreateTruncating(Beta2),
            T.CreateTruncating(Epsilon));
        update.Run(rule, First, Second);
    }

    private readonly struct Rule(Moments<T> moments, T rate, T beta2, T epsilon) : IUpdateRule<T>
    {
        public static int StateCount => 2;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            first = moments.Average<TSimd, TVector>(first, gradient);
            second = TSimd.Max(TSimd.Multiply(second, TSimd.Broadcast(beta2)), TSimd.Add(TSimd.Abs(gradient), TSimd.Broadcast(epsilon)));
            return TSimd.Subtract(value, TSimd.DivideFast(TSimd.Multiply(first, TSimd.Broadcast(rate)), second));
        }
    }
}
