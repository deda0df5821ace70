using static System.FormattableString;

namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>
    /// As a power of the time that is left: <c>η_t = η₁ + (η₀ − η₁)·(1 − t/n)^p</c>, and η₁ from step n on. PyTorch's <c>PolynomialLR</c>, which
    /// has η₁ = 0.
    /// </summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="steps">n, at least 1.</param>
    /// <param name="power">p, above 0. Default: 1, a line.</param>
    /// <param name="finalRate">η₁, at least 0. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule Polynomial(double initialRate, long steps, double power = 1, double finalRate = 0)
    {
        CheckNotNegative(initialRate);
        CheckCount(steps);
        CheckPositive(power);
        CheckNotNegative(finalRate);
        return new PolynomialSchedule(initialRate, steps, power, finalRate);
    }
}

internal sealed class PolynomialSchedule(double initialRate, long steps, double power, double finalRate) : Schedule
{
    public override string Description => Invariant($"polynomial of power {power} from {initialRate} to {finalRate} in {steps} steps");

    protected override double Rate(long time)
    {
        double left = time >= steps ? 0 : Math.Pow((steps - time) / (double)steps, power);
        return initialRate * left + finalRate * (1 - left);
    }
}
