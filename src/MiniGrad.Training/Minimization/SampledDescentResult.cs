using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>The result and the cost of a descent on the loss over samples.</summary>
/// <param name="Points">The parameters' values at the end; of a run that diverged, after the best epoch, to which they are set
/// back.</param>
/// <param name="Loss">The loss over the whole data set there.</param>
/// <param name="Reason">Why it stopped; its iterations are epochs.</param>
/// <param name="Epochs">The figures of every epoch, the start included.</param>
/// <param name="Updates">The updates made, one for every <see cref="Optimizer{T}.AccumulationSteps"/> batches.</param>
/// <param name="Samples">The samples seen, each time that one is seen.</param>
/// <param name="UpdateTime">The time of the updates, without evaluations of the whole data set and without tracing.</param>
/// <param name="AllocatedBytes">The memory that all updates together allocated; captured steps allocate only at the start.</param>
/// <param name="StepBytes">The memory of an update for samples, intermediate results and gradients: of captured steps what they keep, of
/// others what they allocate on average.</param>
/// <param name="Trace">Where it went, counted in updates; empty unless <see cref="DescentOptions.TraceEvery"/> asks for it.</param>
/// <param name="BestPoints">The parameters' values after the best epoch, or at the start, one tensor for each.</param>
/// <param name="BestValue">The loss over the whole data set there.</param>
public sealed record SampledDescentResult<T>(
    IReadOnlyList<Tensor<T>> Points, double Loss, StopReason Reason, IReadOnlyList<EpochFigures> Epochs, long Updates, long Samples,
    TimeSpan UpdateTime, long AllocatedBytes, long StepBytes, IReadOnlyList<TracePoint<T>> Trace,
    IReadOnlyList<Tensor<T>> BestPoints, double BestValue)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The values of the first, and often only, parameter.</summary>
    public Tensor<T> Point => Points[0];

    /// <summary>The best values seen of the first, and often only, parameter.</summary>
    public Tensor<T> BestPoint => BestPoints[0];
}
