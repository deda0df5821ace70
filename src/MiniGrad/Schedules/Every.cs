using static System.FormattableString;

namespace MiniGrad.Schedules;

public abstract partial class Schedule
{
    /// <summary>
    /// This schedule at a slower pace: every rate holds for n steps, <c>η_t = At(⌊t/n⌋)</c>. With n the number of batches in an epoch, a schedule of epochs
    /// becomes one of updates, so that training by batches of different sizes sees the same rates at the same time.
    /// </summary>
    /// <param name="steps">n, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">n is below 1.</exception>
    public Schedule Every(long steps)
    {
        LearningRate.CheckCount(steps);
        return new SlowedSchedule(this, steps);
    }
}

internal sealed class SlowedSchedule(Schedule schedule, long steps) : Schedule
{
    public override string Description => Invariant($"{schedule}, every {steps} steps");

    protected override double Rate(long time) => schedule.At(time / steps);
}
