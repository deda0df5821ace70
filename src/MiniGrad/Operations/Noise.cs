using MiniGrad.Kernels;
using static System.FormattableString;

namespace MiniGrad;

/// <summary>Random tensors inside a function: drawn when they are computed, and anew at every replay of a captured step, where
/// <see cref="Tensor.Normal"/> and <see cref="Tensor.Uniform"/> are drawn once.</summary>
/// <remarks>The result has no gradient; what it is multiplied with and added to has. So a sample of a normal distribution with a computed
/// mean and deviation can be differentiated (Kingma and Welling, "Auto-encoding variational Bayes", 2014). A layer of one's own passes its
/// <c>Random</c>, which a trainer seeds and saves.</remarks>
/// <example>
/// The code z = μ + σ·ε of a variational autoencoder, σ = exp(v / 2), from an encoder that gives [samples, 2·size]:
/// <code>
/// Tensor&lt;float&gt; encoded = encoder.Forward(images);
/// Tensor&lt;float&gt; mean = encoded.Slice(1, 0, size), logVariance = encoded.Slice(1, size, size);
/// Tensor&lt;float&gt; z = mean + (0.5f * logVariance).Exp() * Noise.Normal&lt;float&gt;(mean.Shape, random);
/// </code>
/// </example>
public static class Noise
{
    /// <summary>Independent samples of the normal distribution.</summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="random">Draws them. No other thread may use it at the same time, unless through operations.</param>
    /// <param name="mean">μ, finite as a <typeparamref name="T"/>. Default: 0.</param>
    /// <param name="deviation">σ, finite as a <typeparamref name="T"/> and at least 0. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">μ or σ is out of its range.</exception>
    public static Tensor<T> Normal<T>(Shape shape, Random random, double mean = 0, double deviation = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        T center = Guard.Finite(T.CreateChecked(mean), nameof(Noise), "the mean", nameof(mean));
        T scale = Guard.NotNegative(T.CreateChecked(deviation), nameof(Noise), "the deviation", nameof(deviation));
        return new NoiseOperation<T>(shape, random, NoiseKind.Normal, center, scale).Apply();
    }

    /// <summary>Independent samples of the uniform distribution on [low, high).</summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="random">Draws them. No other thread may use it at the same time, unless through operations.</param>
    /// <param name="low">The lower bound. Default: 0.</param>
    /// <param name="high">The upper bound, at least the lower; the distance of both is finite. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are out of order, or their distance is not finite.</exception>
    public static Tensor<T> Uniform<T>(Shape shape, Random random, double low = 0, double high = 1)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        T from = T.CreateChecked(low), to = T.CreateChecked(high);
        if (!T.IsFinite(to - from) || from > to)
            throw new ArgumentOutOfRangeException(
                nameof(high), Invariant($"Noise: expected bounds in order and a finite distance, got low {low} and high {high}."));
        return new NoiseOperation<T>(shape, random, NoiseKind.Uniform, from, to).Apply();
    }

    /// <summary>Independent samples of the Bernoulli distribution: each element is 1 with a probability, else 0. A mask that keeps a part
    /// of what it is multiplied with.</summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="random">Draws them. No other thread may use it at the same time, unless through operations.</param>
    /// <param name="probability">That of a 1, from 0 to 1. Default: ½.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is out of its range.</exception>
    public static Tensor<T> Bernoulli<T>(Shape shape, Random random, double probability = 0.5)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(random);
        Guard.Between(probability, 0, 1, nameof(Noise), "a probability", nameof(probability));
        return new NoiseOperation<T>(shape, random, NoiseKind.Bernoulli, T.Zero, T.One, probability).Apply();
    }
}

internal enum NoiseKind
{
    Normal,
    Uniform,
    Bernoulli,
}

/// <summary>Draws independent samples whenever it is computed: of a mean and a deviation, between two bounds, or of 0 and 1.</summary>
internal sealed class NoiseOperation<T>(Shape shape, Random random, NoiseKind kind, T first, T second, double probability = 1)
    : Operation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => $"{kind}Noise";

    protected internal override OperationSettings Settings => OperationSettings.Of(
        ("shape", shape), ("generator", random), ("distribution", Name), (kind == NoiseKind.Normal ? "mean" : "low", first),
        (kind == NoiseKind.Normal ? "deviation" : "high", second), ("probability", probability));

    protected override Shape InferShape() => shape;

    protected override void Forward(Span<T> output)
    {
        lock (random)
        {
            if (kind == NoiseKind.Normal) RandomFill.Normal(output, first, second, random);
            else if (kind == NoiseKind.Uniform) RandomFill.Uniform(output, first, second, random);
            else RandomFill.DropoutMask(output, 1 - probability, second, random);
        }
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }
}
