using static System.FormattableString;

namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>
    /// Inversely as the time: <c>η_t = η₀ / (1 + k·t/s)^p</c>, by default <c>η₀ / (t + 1)</c>. With 0.5 &lt; p ≤ 1 the rates add up to infinity and
    /// their squares do not, under which stochastic descent converges (Robbins and Monro, "A stochastic approximation method", 1951).
    /// </summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="decay">k, at least 0. Default: 1.</param>
    /// <param name="period">s, above 0: the unit of time, in steps. Default: 1.</param>
    /// <param name="power">p, at least 0; 0.5 is the inverse square root. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule InverseTime(double initialRate, double decay = 1, double period = 1, double power = 1)
    {
        CheckNotNegative(initialRate);
        CheckNotNegative(decay);
        CheckPositive(period);
        CheckNotNegative(power);
        return new InverseTimeSchedule(initialRate, decay, period, power);
    }
}

internal sealed class InverseTimeSchedule(double initialRate, double decay, double period, double power) : Schedule
{
    public override string Description => (decay, period, power) is (1, 1, 1)
        ? Invariant($"{initialRate} / (1 + t)")
        : Invariant($"{initialRate} / (1 + {decay}·t/{period})^{power}");

    protected override double Rate(long time) => initialRate / Math.Pow(1 + decay * time / period, power);
}
