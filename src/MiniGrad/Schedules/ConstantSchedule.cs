using static System.FormattableString;

namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>A constant rate.</summary>
    /// <param name="rate">η, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    public static Schedule Constant(double rate)
    {
        Guard.NotNegative(rate, nameof(Constant));
        return new ConstantSchedule(rate);
    }

    /// <summary>A schedule of one's own.</summary>
    /// <param name="function">The rate of a step, counted from 0; pure, and safe for use by several threads at once.</param>
    /// <param name="description">The text for reports and charts.</param>
    /// <remarks>A rate that is negative or not finite is refused when it is asked for.</remarks>
    /// <exception cref="ArgumentException">The description is empty.</exception>
    public static Schedule FromFunction(Func<long, double> function, string description = "a function of the step")
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        return new FunctionSchedule(function, description);
    }
}

internal sealed class ConstantSchedule(double rate) : Schedule
{
    public override string Description => Invariant($"constant {rate}");

    protected override double Rate(long time) => rate;
}

internal sealed class FunctionSchedule(Func<long, double> function, string description) : Schedule
{
    public override string Description => description;

    protected override double Rate(long time) => function(time);
}
