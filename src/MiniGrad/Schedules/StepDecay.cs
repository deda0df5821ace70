using static System.FormattableString;

namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>Multiplied by a factor after every period: <c>η_t = η₀·γ^⌊t/s⌋</c>. PyTorch's <c>StepLR</c>.</summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="period">s, at least 1: the steps from one change to the next.</param>
    /// <param name="factor">γ, above 0. Default: 0.1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule StepDecay(double initialRate, long period, double factor = 0.1)
    {
        CheckNotNegative(initialRate);
        CheckCount(period);
        CheckPositive(factor);
        return new StepDecaySchedule(initialRate, period, factor);
    }
}

internal sealed class StepDecaySchedule(double initialRate, long period, double factor) : Schedule
{
    public override string Description => Invariant($"{initialRate}, × {factor} every {period} steps");

    protected override double Rate(long time) => initialRate == 0 ? 0 : initialRate * Math.Pow(factor, time / period);
}
