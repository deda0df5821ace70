using static System.FormattableString;

namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>The same rate at every step.</summary>
    /// <param name="rate">η, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public static Schedule Constant(double rate)
    {
        CheckNotNegative(rate);
        return new ConstantSchedule(rate);
    }
}

internal sealed class ConstantSchedule(double rate) : Schedule
{
    public override string Description => Invariant($"constant {rate}");

    protected override double Rate(long time) => rate;
}
