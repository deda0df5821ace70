using static System.FormattableString;

namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>
    /// Multiplied by a factor at each of some steps: <c>η_t = η₀·γⁿ</c>, where n is the number of milestones that t has reached. PyTorch's
    /// <c>MultiStepLR</c>.
    /// </summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="milestones">The steps of which each is the first with a new rate: above 0, growing, at least one.</param>
    /// <param name="factor">γ, above 0. Default: 0.1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    /// <exception cref="ArgumentException">There are no milestones, or they do not grow. (PyTorch sorts them, and one named twice counts twice.)</exception>
    public static Schedule MultiStep(double initialRate, IReadOnlyList<long> milestones, double factor = 0.1)
    {
        ArgumentNullException.ThrowIfNull(milestones);
        CheckNotNegative(initialRate);
        if (milestones.Count == 0) throw new ArgumentException("MultiStep: expected at least one milestone, got none.", nameof(milestones));
        long[] own = [.. milestones];
        CheckOrder(own, nameof(milestones));
        CheckPositive(factor);
        return new MultiStepSchedule(initialRate, own, factor);
    }
}

internal sealed class MultiStepSchedule(double initialRate, long[] milestones, double factor) : Schedule
{
    public override string Description => Invariant($"{initialRate}, × {factor} at {string.Join(", ", milestones)}");

    protected override double Rate(long time)
    {
        int reached = 0;
        while (reached < milestones.Length && milestones[reached] <= time) reached++;
        return initialRate * Math.Pow(factor, reached);
    }
}
