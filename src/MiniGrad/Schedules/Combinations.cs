using System.Text;
using static System.FormattableString;

namespace MiniGrad.Schedules;

public abstract partial class Schedule
{
    /// <summary>This schedule at a slower pace: every rate holds for n steps, <c>η_t = At(⌊t/n⌋)</c>. With n the number of batches in an
    /// epoch, a schedule of epochs becomes one of updates, so that training by batches of different sizes sees the same rates at the same
    /// time.</summary>
    /// <param name="steps">n, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">n is below 1.</exception>
    public Schedule Every(long steps)
    {
        Guard.AtLeast(steps, 1, nameof(Every));
        return new SlowedSchedule(this, steps);
    }

    /// <summary>This schedule with a warm-up in front: the rate rises to <c>At(0)</c> in w steps, and this schedule begins at step w (Goyal
    /// and others, "Accurate, large minibatch SGD: training ImageNet in 1 hour", 2017). With the rates of the first steps small, the
    /// averages that adaptive optimizers keep become reliable before steps become large.</summary>
    /// <remarks>In the linear form <c>η_t = At(0)·(f + (1 − f)·t/w)</c> for t &lt; w, and <c>At(t − w)</c> after that. By default the first
    /// step already has a rate above 0, <c>At(0)·(t + 1)/(w + 1)</c>. PyTorch's <c>LinearLR</c> with its start factor f, followed by this
    /// schedule in a <c>SequentialLR</c>.</remarks>
    /// <param name="steps">w, at least 1; they come on top of those of this schedule.</param>
    /// <param name="startFactor">f, from 0 to 1: the first rate as a part of <c>At(0)</c>. Default: 1 / (w + 1).</param>
    /// <param name="annealing">The form. Default: linear.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Schedule WithWarmup(long steps, double? startFactor = null, Annealing annealing = Annealing.Linear)
    {
        Guard.AtLeast(steps, 1, nameof(WithWarmup));
        double start = startFactor ?? 1 / (steps + 1.0);
        Guard.Between(start, 0, 1, nameof(WithWarmup), parameter: nameof(startFactor));
        Guard.Defined(annealing, nameof(WithWarmup));
        return new WarmupSchedule(this, steps, start, annealing);
    }
}

internal sealed class SlowedSchedule(Schedule schedule, long steps) : Schedule
{
    public override string Description => Invariant($"{schedule}, every {steps} steps");

    protected override double Rate(long time) => schedule.At(time / steps);
}

internal sealed class WarmupSchedule(Schedule schedule, long steps, double startFactor, Annealing annealing) : Schedule
{
    public override string Description => Invariant($"warm-up of {steps} steps, then {schedule}");

    protected override double Rate(long time) =>
        time >= steps ? schedule.At(time - steps) : schedule.At(0) * annealing.Between(startFactor, 1, time, steps);
}

public static partial class LearningRate
{
    /// <summary>Several schedules one after the other, each from its own step 0: <c>Sequence(a, (100, b), (300, c))</c> is a for 100 steps,
    /// b for 200, then c for ever. PyTorch's <c>SequentialLR</c>.</summary>
    /// <param name="first">The initial values.</param>
    /// <param name="following">The others, each with the step that it begins at: above 0, growing; at least one.</param>
    /// <exception cref="ArgumentException">Nothing follows, or the steps do not grow.</exception>
    public static Schedule Sequence(Schedule first, params IReadOnlyList<(long Start, Schedule Schedule)> following)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(following);
        Guard.NotEmpty(following.Count, nameof(Sequence), "schedule that follows the first", nameof(following));
        foreach ((_, Schedule schedule) in following) ArgumentNullException.ThrowIfNull(schedule, nameof(following));
        CheckOrder([.. following.Select(part => part.Start)], nameof(Sequence), nameof(following));
        return new SequenceSchedule([(0, first), .. following]);
    }
}

internal sealed class SequenceSchedule((long Start, Schedule Schedule)[] parts) : Schedule
{
    public override string Description
    {
        get
        {
            StringBuilder text = new(parts[0].Schedule.Description);
            foreach ((long start, Schedule schedule) in parts.AsSpan(1)) text.Append(Invariant($"; from step {start} {schedule}"));
            return text.ToString();
        }
    }

    protected override double Rate(long time)
    {
        int part = parts.Length - 1;
        while (parts[part].Start > time) part--;
        return parts[part].Schedule.At(time - parts[part].Start);
    }
}
