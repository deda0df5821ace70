using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>Notices that a run no longer moves: steps do not change a bit of the parameters.</summary>
/// <param name="optimizer">Whose parameters are looked at.</param>
/// <param name="stepsPerUpdate">How many of the steps that are counted make one update.</param>
internal sealed class StallWatch<T>(Optimizer<T> optimizer, int stepsPerUpdate) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Updates = 100;

    private readonly KeptPoint<T> last = new(optimizer.Parameters);
    private long movedAt;

    /// <summary>Looks at the parameters.</summary>
    /// <param name="steps">The steps of the optimizer so far.</param>
    /// <param name="unit">What the steps are called.</param>
    /// <param name="iteration">The iterations of the run so far.</param>
    /// <returns>Why the run is to stop, or null.</returns>
    public StopReason? Look(long steps, string unit, int iteration)
    {
        if (!last.IsCurrent)
        {
            last.Keep();
            movedAt = steps;
        }
        long still = steps - movedAt;
        return still >= (long)Updates * stepsPerUpdate
            ? new(StopKind.Stalled, Invariant($"stalled: no parameter has changed for {still} {unit}, at iteration {iteration}"))
            : null;
    }
}
