using static System.FormattableString;

namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>
    /// Falls along half a cosine wave, jumps back and falls again, for ever: <c>η = η₁ + (η₀ − η₁)·(1 + cos(πu/n))/2</c>, where u counts the steps
    /// since the last restart and n is the length of the period that they are in (Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm
    /// restarts", 2017). PyTorch's <c>CosineAnnealingWarmRestarts</c>.
    /// </summary>
    /// <param name="initialRate">η₀, at least 0, at the start of every period.</param>
    /// <param name="period">The steps of the first period, at least 1.</param>
    /// <param name="growth">How many times as long every period is as the one before, at least 1. Default: 1.</param>
    /// <param name="finalRate">η₁, at least 0, which is approached at the end of every period. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule WarmRestarts(double initialRate, long period, int growth = 1, double finalRate = 0)
    {
        CheckNotNegative(initialRate);
        CheckCount(period);
        CheckCount(growth);
        CheckNotNegative(finalRate);
        return new WarmRestartsSchedule(initialRate, period, growth, finalRate);
    }
}

internal sealed class WarmRestartsSchedule(double initialRate, long period, int growth, double finalRate) : Schedule
{
    public override string Description =>
        Invariant($"cosine from {initialRate} to {finalRate} with restarts after {period} steps{(growth > 1 ? Invariant($", × {growth} each time") : "")}");

    protected override double Rate(long time)
    {
        // Wider than a step, because the period that holds the last steps may end far behind them.
        Int128 position = growth == 1 ? time % period : time, length = period;
        while (position >= length)
        {
            position -= length;
            length *= growth;
        }
        return Annealing.Cosine.Between(initialRate, finalRate, (double)position, (double)length);
    }
}
