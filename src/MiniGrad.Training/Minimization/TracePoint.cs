namespace MiniGrad.Training;

/// <summary>Where a run was after an iteration.</summary>
/// <param name="Iteration">The updates done; 0 at the start.</param>
/// <param name="Points">The parameters' values.</param>
/// <param name="Value">The function's value there; where samples are drawn, the loss of the next batch.</param>
/// <param name="GradientNorm">The norm of the gradient of that value.</param>
public sealed record TracePoint<T>(int Iteration, IReadOnlyList<Tensor<T>> Points, double Value, double GradientNorm)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The values of the first, and often only, parameter.</summary>
    public Tensor<T> Point => Points[0];
}
