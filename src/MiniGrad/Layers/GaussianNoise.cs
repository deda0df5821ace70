using MiniGrad.Kernels;

namespace MiniGrad.Layers;

/// <summary>In training <c>x + σ·ε</c> with ε of the standard normal distribution, drawn for each element at every call; in inference
/// nothing happens. Input and output of any shape. Noise on inputs works like a penalty on steep functions (Bishop, "Training with noise is
/// equivalent to Tikhonov regularization", 1995).</summary>
public sealed class GaussianNoise<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T scale;

    /// <param name="deviation">σ, finite and at least 0.</param>
    /// <param name="random">Draws the noise.</param>
    /// <exception cref="ArgumentOutOfRangeException">σ is out of its range.</exception>
    public GaussianNoise(double deviation, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        scale = Guard.NotNegative(T.CreateChecked(deviation), nameof(GaussianNoise<T>), "the deviation", nameof(deviation));
        Deviation = deviation;
        Random = random;
    }

    /// <summary>σ.</summary>
    public double Deviation { get; }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"GaussianNoise {Deviation}");

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input) => Inference.IsActive || scale == T.Zero
        ? input : input + new LayerNoiseOperation<T>(input.Shape, scale, this).Apply();
}

/// <summary>Draws normal noise of mean 0 from a layer's generator whenever it is computed. It has no inputs.</summary>
internal sealed class LayerNoiseOperation<T>(Shape shape, T deviation, Layer<T> layer) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(
        ("shape", shape), ("deviation", deviation), ("source of random numbers", new LayerRandom<T>(layer)));

    protected override Shape InferShape() => shape;

    protected override void Forward(Span<T> output)
    {
        // Asked for each time: whoever trains may have replaced it since this was captured.
        Random random = layer.Random!;
        lock (random) RandomFill.Normal(output, T.Zero, deviation, random);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }
}
