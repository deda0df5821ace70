using MiniGrad.Kernels;

namespace MiniGrad.Layers;

/// <summary>In training each element becomes 0 with probability p and is otherwise divided by 1 − p, so that its mean stays; in inference
/// nothing happens (Srivastava and others, "Dropout: a simple way to prevent neural networks from overfitting", 2014).</summary>
public sealed class Dropout<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="probability">p, from 0 to below 1.</param>
    /// <param name="random">Draws which elements; a new choice at every call.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is outside its range.</exception>
    public Dropout(double probability, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Probability = Guard.BelowOne(probability, nameof(Dropout<T>), "the probability");
        Random = random;
    }

    /// <summary>p.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"Dropout {Probability}");

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input) => Inference.IsActive || Probability == 0
        ? input : input * new DropoutMaskOperation<T>(input.Shape, Probability, 1 / (1 - Probability), this).Apply();
}

/// <summary>Draws a mask of zeros and of a factor for kept elements. It has no inputs, and draws anew whenever it is computed.</summary>
internal sealed class DropoutMaskOperation<T>(Shape shape, double probability, double kept, Layer<T> layer) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(
        ("shape", shape), ("probability", probability), ("factor of the rest", kept),
        ("source of random numbers", new LayerRandom<T>(layer)));

    protected override Shape InferShape() => shape;

    protected override void Forward(Span<T> output)
    {
        // Asked for each time: whoever trains may have replaced it since this was captured.
        Random random = layer.Random!;
        // Unlike the rest of a network a generator is changed by being used, and is destroyed by being used by two threads at once.
        lock (random) RandomFill.DropoutMask(output, probability, T.CreateTruncating(kept), random);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }
}
