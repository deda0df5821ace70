using static System.FormattableString;

namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>Multiplied by the same factor all the time: <c>η_t = η₀·γ^(t/s)</c>. PyTorch's <c>ExponentialLR</c>, which has s = 1.</summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="factor">γ, above 0; above 1 the rate grows, and once it is infinite it is refused.</param>
    /// <param name="period">s, above 0: the steps in which the factor is reached. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule Exponential(double initialRate, double factor, double period = 1)
    {
        CheckNotNegative(initialRate);
        CheckPositive(factor);
        CheckPositive(period);
        return new ExponentialSchedule(initialRate, factor, period);
    }
}

internal sealed class ExponentialSchedule(double initialRate, double factor, double period) : Schedule
{
    public override string Description => period == 1
        ? Invariant($"{initialRate}, × {factor} every step")
        : Invariant($"{initialRate}, gradually × {factor} in {period} steps");

    protected override double Rate(long time) => initialRate == 0 ? 0 : initialRate * Math.Pow(factor, time / period);
}
