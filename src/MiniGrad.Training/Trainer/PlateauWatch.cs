using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>What a plateau's reduction remembers from one measure to the next; the rate itself is the optimizer's.</summary>
/// <param name="Best">The best measure so far; null before the first that is finite.</param>
/// <param name="BadCount">How many measures since then were not better.</param>
/// <param name="CooldownLeft">How many measures still do not count as bad.</param>
internal sealed record PlateauState(double? Best = null, int BadCount = 0, int CooldownLeft = 0);

/// <summary>Reduces an optimizer's rate in one run.</summary>
internal sealed class PlateauWatch<T>(PlateauReduction settings, Optimizer<T> optimizer, bool largerIsBetter = false)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public PlateauState State { get; set; } = new();

    /// <summary>Takes a measure in, and reduces the learning rate if it is time to.</summary>
    /// <returns>Whether the rate was reduced.</returns>
    /// <exception cref="InvalidOperationException">The optimizer has a schedule, which would set the rate again.</exception>
    public bool Report(double measure)
    {
        CheckSchedule();
        double margin = settings.HasAbsoluteThreshold ? settings.Threshold : settings.Threshold * Math.Abs(State.Best ?? 0);
        bool isBetter = BestSoFar.IsBetter(measure, State.Best, largerIsBetter, margin);
        int badCount = isBetter || State.CooldownLeft > 0 ? 0 : State.BadCount + 1;
        bool isOver = badCount > settings.Patience;
        State = new(
            isBetter ? measure : State.Best, isOver ? 0 : badCount, isOver ? settings.Cooldown : Math.Max(0, State.CooldownLeft - 1));
        double rate = optimizer.LearningRate, reduced = Math.Max(rate * settings.Factor, settings.MinimumRate);
        if (!isOver || reduced >= rate) return false;
        optimizer.LearningRate = reduced;
        return true;
    }

    /// <exception cref="InvalidOperationException">The optimizer has a schedule.</exception>
    public void CheckSchedule()
    {
        if (optimizer.Schedule is { } schedule)
        {
            throw new InvalidOperationException(
                $"PlateauReduction: expected an optimizer without a schedule, which sets the rate at every step; got {schedule}.");
        }
    }
}
