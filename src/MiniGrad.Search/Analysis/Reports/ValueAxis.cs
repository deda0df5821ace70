using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>The axis for values of a goal, by the values: logarithmic where many would be hard to tell apart, and not to the end of a few
/// that are far worse than all others.</summary>
internal sealed class ValueAxis
{
    /// <summary>As in curves of trainings: the ratio to the largest value from which a value is hard to see.</summary>
    private const double LargestLinearRatio = 20;
    private const double SmallShare = 0.25;
    private const double CommonShare = 0.9;
    private const double FarTimes = 4;
    private readonly double worst;
    private readonly Goal goal;

    /// <param name="name">The label.</param>
    /// <param name="goal">Which values are better.</param>
    /// <param name="values">The values, at least one of them finite.</param>
    public ValueAxis(string name, Goal goal, IEnumerable<double> values)
    {
        this.goal = goal;
        double[] finite = [.. values.Where(double.IsFinite).Order()];
        bool isLogarithmic = finite[0] > 0 && finite.Count(value => value < finite[^1] / LargestLinearRatio) >= SmallShare * finite.Length;
        if (goal == Goal.Maximize) Array.Reverse(finite);
        double common = finite[(int)(CommonShare * (finite.Length - 1))], range = common - finite[0];
        bool isCut = !isLogarithmic && Math.Abs(range) > 0 && Math.Abs(finite[^1] - finite[0]) > FarTimes * Math.Abs(range);
        worst = isCut ? common + range / 2 : finite[^1];
        Beyond = finite.Count(IsBeyond);
        Axis = new Axis(name)
        {
            Scale = isLogarithmic ? AxisScale.Logarithmic : AxisScale.Linear,
            Minimum = isCut && goal == Goal.Maximize ? worst : null,
            Maximum = isCut && goal == Goal.Minimize ? worst : null,
        };
    }

    public Axis Axis { get; }

    /// <summary>The number of values beyond the end of the axis.</summary>
    public int Beyond { get; }

    /// <summary>Says that values are left out; nothing where none are.</summary>
    public string Note => Beyond == 0 ? "" : $"; {ReportText.Count(Beyond)} far worse not drawn";

    private bool IsBeyond(double value) => goal == Goal.Minimize ? value > worst : value < worst;
}
