using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>What a descent on the loss over samples came to, and what it cost: to compare batch, mini-batch and stochastic descent.</summary>
/// <param name="Points">
/// The parameters' values where it ended, one tensor for each; where it diverged, those after the best epoch, to which the parameters were set back.
/// </param>
/// <param name="Loss">The loss over the whole data set there.</param>
/// <param name="Reason">Why it stopped; its iterations are epochs.</param>
/// <param name="Epochs">The figures of every epoch, the start included.</param>
/// <param name="Updates">The updates made: where gradients are gathered, one for every <see cref="Optimizer{T}.AccumulationSteps"/> batches.</param>
/// <param name="Samples">The samples seen, each time that one is seen.</param>
/// <param name="UpdateTime">The time that the updates took, without looking at the whole data set after each epoch, and without tracing.</param>
/// <param name="AllocatedBytes">
/// The memory that the updates allocated, most of it to be collected right away: all of them together, on the calling thread. Captured steps allocate only at the
/// start.
/// </param>
/// <param name="StepBytes">
/// The memory that an update works in: its samples, intermediate results and gradients. For captured steps what they keep, shared by all updates; for
/// others what an update allocates, on average. Parameters and the optimizer's state come on top, the same for any size of batch.
/// </param>
/// <param name="Trace">Where it went, counted in updates; empty unless <see cref="DescentOptions.TraceEvery"/> asks for it.</param>
/// <param name="BestPoints">The parameters' values after the best epoch, or at the start, one tensor for each.</param>
/// <param name="BestValue">The loss over the whole data set there.</param>
public sealed record SampledDescentResult<T>(
    IReadOnlyList<Tensor<T>> Points, double Loss, StopReason Reason, IReadOnlyList<EpochFigures> Epochs, long Updates, long Samples, TimeSpan UpdateTime,
    long AllocatedBytes, long StepBytes, IReadOnlyList<TracePoint<T>> Trace, IReadOnlyList<Tensor<T>> BestPoints, double BestValue)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The values of the first, and often only, parameter.</summary>
    public Tensor<T> Point => Points[0];

    /// <summary>The best values seen of the first, and often only, parameter.</summary>
    public Tensor<T> BestPoint => BestPoints[0];
}
