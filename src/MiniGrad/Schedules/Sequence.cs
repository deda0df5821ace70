using System.Text;
using static System.FormattableString;

namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>
    /// Several schedules one after the other, each from its own step 0: <c>Sequence(a, (100, b), (300, c))</c> is a for 100 steps, b for 200, then c for
    /// ever. PyTorch's <c>SequentialLR</c>.
    /// </summary>
    /// <param name="first">What it starts with.</param>
    /// <param name="following">The others, each with the step that it begins at: above 0, growing; at least one.</param>
    /// <exception cref="ArgumentException">Nothing follows, or the steps do not grow.</exception>
    public static Schedule Sequence(Schedule first, params IReadOnlyList<(long Start, Schedule Schedule)> following)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(following);
        if (following.Count == 0) throw new ArgumentException("Sequence: expected at least one schedule that follows the first, got none.", nameof(following));
        foreach ((_, Schedule schedule) in following) ArgumentNullException.ThrowIfNull(schedule, nameof(following));
        CheckOrder([.. following.Select(part => part.Start)], nameof(following));
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
