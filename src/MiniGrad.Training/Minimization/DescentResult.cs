namespace MiniGrad.Training;

/// <summary>The result of a descent or an ascent.</summary>
/// <param name="Points">The end, one tensor for each that the function takes; of a run that diverged, the best point.</param>
/// <param name="Value">The function's value there.</param>
/// <param name="GradientNorm">The norm of the gradient there, over all tensors.</param>
/// <param name="Reason">Why it stopped.</param>
/// <param name="Iterations">The updates made.</param>
/// <param name="Evaluations">How often the function and its gradient were computed.</param>
/// <param name="Elapsed">The time it took.</param>
/// <param name="Trace">Where it went, the start included; empty unless <see cref="DescentOptions.TraceEvery"/> asks for it.</param>
/// <param name="BestPoints">The best point seen, one tensor for each: where the value was smallest, in an ascent largest.</param>
/// <param name="BestValue">The function's value there.</param>
public sealed record DescentResult<T>(
    IReadOnlyList<Tensor<T>> Points, double Value, double GradientNorm, StopReason Reason, int Iterations, long Evaluations,
    TimeSpan Elapsed, IReadOnlyList<TracePoint<T>> Trace, IReadOnlyList<Tensor<T>> BestPoints, double BestValue)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Where it ended, of a function of one tensor; the first tensor otherwise.</summary>
    public Tensor<T> Point => Points[0];

    /// <summary>The best point seen, of a function of one tensor; the first tensor otherwise.</summary>
    public Tensor<T> BestPoint => BestPoints[0];
}
