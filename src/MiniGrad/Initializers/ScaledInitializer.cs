namespace MiniGrad.Initializers;

/// <summary>Around 0, with a variance that follows from the number of inputs and outputs.</summary>
internal sealed class ScaledInitializer(Func<int, int, double> variance, bool isUniform) : Initializer
{
    public override Tensor<T> Create<T>(Shape shape, Random random)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Rank == 0 || shape.ElementCount == 0)
            throw new ArgumentException($"Initializer: the numbers of inputs and outputs do not follow from shape {shape}.", nameof(shape));
        double deviation = Math.Sqrt(variance(shape[0], shape[-1]));
        if (!isUniform) return Tensor.Normal(shape, T.Zero, T.CreateChecked(deviation), random);
        T bound = T.CreateChecked(deviation * Math.Sqrt(3));
        return Tensor.Uniform(shape, -bound, bound, random);
    }
}
