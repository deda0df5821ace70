using static System.FormattableString;

namespace MiniGrad.Schedules;

public abstract partial class Schedule
{
    /// <summary>
    /// This schedule with a warm-up in front: the rate rises to <c>At(0)</c> in w steps, and this schedule begins at step w (Goyal and others,
    /// "Accurate, large minibatch SGD: training ImageNet in 1 hour", 2017). With the rates of the first steps small, the averages that adaptive
    /// optimizers keep become reliable before steps become large.
    /// </summary>
    /// <remarks>
    /// In the linear form <c>η_t = At(0)·(f + (1 − f)·t/w)</c> for t &lt; w, and <c>At(t − w)</c> after that. By default the first step already has a
    /// rate above 0, <c>At(0)·(t + 1)/(w + 1)</c>. PyTorch's <c>LinearLR</c> with its start factor f, followed by this schedule in a <c>SequentialLR</c>.
    /// </remarks>
    /// <param name="steps">w, at least 1; they come on top of those of this schedule.</param>
    /// <param name="startFactor">f, from 0 to 1: the first rate as a part of <c>At(0)</c>. Default: 1 / (w + 1).</param>
    /// <param name="annealing">The form. Default: linear.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Schedule WithWarmup(long steps, double? startFactor = null, Annealing annealing = Annealing.Linear)
    {
        LearningRate.CheckCount(steps);
        double start = startFactor ?? 1 / (steps + 1.0);
        LearningRate.Check(start is >= 0 and <= 1, start, "from 0 to 1", nameof(startFactor));
        LearningRate.Check(Enum.IsDefined(annealing), annealing, "a defined form");
        return new WarmupSchedule(this, steps, start, annealing);
    }
}

internal sealed class WarmupSchedule(Schedule schedule, long steps, double startFactor, Annealing annealing) : Schedule
{
    public override string Description => Invariant($"warm-up of {steps} steps, then {schedule}");

    protected override double Rate(long time) =>
        time >= steps ? schedule.At(time - steps) : schedule.At(0) * annealing.Between(startFactor, 1, time, steps);
}
