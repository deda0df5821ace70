namespace MiniGrad.Training;

/// <summary>A function with known minima, to try optimizers on; made by <see cref="TestFunctions"/>.</summary>
/// <param name="Name">What tables and pictures call it.</param>
/// <param name="Function">f, of a vector; its value is a number.</param>
/// <param name="Start">The usual point to start from.</param>
/// <param name="Minima">Where f is smallest, in any order; none if it has no minimum.</param>
/// <param name="Minimum">The smallest value, or minus infinity.</param>
public sealed record TestFunction<T>(
    string Name, Func<Tensor<T>, Tensor<T>> Function, Tensor<T> Start, IReadOnlyList<Tensor<T>> Minima, T Minimum)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>How far a point is from the nearest minimum: <c>min ‖x − x*‖₂</c>; infinity if there is none.</summary>
    /// <exception cref="ArgumentException">The point has another shape than the start.</exception>
    public double DistanceToMinimum(Tensor<T> point)
    {
        ArgumentNullException.ThrowIfNull(point);
        if (point.Shape != Start.Shape)
        {
            throw new ArgumentException(
                $"DistanceToMinimum: {Name} takes a point of shape {Start.Shape}, got {point.Shape}.", nameof(point));
        }
        Tensor<T> place = point.Detach();
        return Minima.Select(minimum => double.CreateTruncating((place - minimum).Norm().ToScalar()))
            .DefaultIfEmpty(double.PositiveInfinity).Min();
    }
}
