namespace MiniGrad.Layers;

/// <summary>Dropout behind <see cref="Activation.Selu"/>, whose outputs have mean 0 and variance 1 and keep them: in training each element
/// becomes α′ = −λα, what SELU approaches far below 0, with probability p, and all are then mapped by <c>a·x + b</c> with
/// <c>a = ((1 − p)(1 + p·α′²))^(−1/2)</c>, <c>b = −a·p·α′</c>; in inference nothing happens.</summary>
/// <remarks>Klambauer, Unterthiner, Mayr and Hochreiter, "Self-normalizing neural networks", 2017, with p = 0.05 or 0.1.</remarks>
public sealed class AlphaDropout<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T dropped, offset;
    private readonly double factor;

    /// <param name="probability">p, from 0 to below 1.</param>
    /// <param name="random">Draws which elements; a new choice at every call.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is outside its range.</exception>
    public AlphaDropout(double probability, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Probability = Guard.BelowOne(probability, nameof(AlphaDropout<T>), "the probability");
        Random = random;
        double value = -Selu.Lambda * Selu.Alpha;
        factor = 1 / Math.Sqrt((1 - probability) * (1 + probability * value * value));
        dropped = T.CreateTruncating(value);
        offset = T.CreateTruncating(factor * value * (1 - probability));
    }

    /// <summary>p.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public override string Description => FormattableString.Invariant($"AlphaDropout {Probability}");

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input)
    {
        if (Inference.IsActive || Probability == 0) return input;
        // With d = 0 for what is dropped and 1 for the rest, a·(d·x + (1 − d)·α′) + b = a·d·(x − α′) + (a·α′ + b).
        return (input - dropped) * new DropoutMaskOperation<T>(input.Shape, Probability, factor, this).Apply() + offset;
    }
}
