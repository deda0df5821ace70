namespace MiniGrad.Initializers;

/// <summary>Uniform on a fixed interval.</summary>
internal sealed class UniformInitializer : Initializer
{
    private readonly double low;
    private readonly double high;

    public UniformInitializer(double low, double high)
    {
        if (!double.IsFinite(low) || !double.IsFinite(high) || low > high)
            throw new ArgumentException($"Uniform: expected finite bounds in order, got {low} and {high}.", nameof(low));
        this.low = low;
        this.high = high;
    }

    public override Tensor<T> Create<T>(Shape shape, Random random) =>
        Tensor.Uniform(shape, T.CreateChecked(low), T.CreateChecked(high), random);
}

/// <summary>Normal with fixed mean and deviation.</summary>
internal sealed class NormalInitializer : Initializer
{
    private readonly double mean;
    private readonly double standardDeviation;

    public NormalInitializer(double mean, double standardDeviation)
    {
        if (!double.IsFinite(mean) || !(standardDeviation >= 0 && double.IsFinite(standardDeviation)))
            throw new ArgumentException(
                $"Normal: expected a finite mean and a finite deviation of at least 0, got {mean} and {standardDeviation}.", nameof(mean));
        this.mean = mean;
        this.standardDeviation = standardDeviation;
    }

    public override Tensor<T> Create<T>(Shape shape, Random random) =>
        Tensor.Normal(shape, T.CreateChecked(mean), T.CreateChecked(standardDeviation), random);
}
