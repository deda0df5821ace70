namespace MiniGrad.Search;

public abstract partial class Pruner
{
    /// <summary>Stops a trial that reports a value outside of limits, or NaN.</summary>
    /// <param name="minimum">The smallest value that goes on. Default: none.</param>
    /// <param name="maximum">The largest value that goes on. Default: none.</param>
    /// <param name="minimumStep">Before this step none is stopped, at least 1. Default: 1.</param>
    /// <exception cref="ArgumentException">There is no limit, or the smallest is above the largest.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The step is below 1.</exception>
    public static Pruner Threshold(
        double minimum = double.NegativeInfinity, double maximum = double.PositiveInfinity, int minimumStep = 1)
    {
        if (!(minimum <= maximum) || double.IsNegativeInfinity(minimum) && double.IsPositiveInfinity(maximum))
            throw new ArgumentException(
                Invariant($"Threshold: expected a limit, the smallest not above the largest, got {minimum} and {maximum}."));
        return new ThresholdPruner(minimum, maximum, Guard.AtLeast(minimumStep, 1, nameof(Threshold)));
    }

    /// <summary>Stops a trial that has not reported anything better for some reports in a row.</summary>
    /// <param name="reports">So many, at least 1.</param>
    /// <param name="minimumChange">What counts as better: by more than this, at least 0. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Pruner Patience(int reports, double minimumChange = 0) => new PatiencePruner(
        Guard.AtLeast(reports, 1, nameof(Patience)), Guard.NotNegative(minimumChange, nameof(Patience)));
}

internal sealed class ThresholdPruner(double minimum, double maximum, int minimumStep) : Pruner
{
    public override string Name => Invariant($"threshold from {minimum} to {maximum}");

    internal override bool StopsAfterReport(in PruningView view) => view.Latest.Step >= minimumStep
        && view.Latest.Values.Any(value => !(value >= minimum && value <= maximum));
}

internal sealed class PatiencePruner(int reports, double minimumChange) : Pruner
{
    public override string Name => Invariant($"patience {reports}");

    internal override bool StopsAfterReport(in PruningView view)
    {
        double[]? best = null;
        int since = 0;
        foreach (TrialReport report in view.Trial.Reports)
        {
            double[] losses = Losses.Of(report.Values, view.Goals);
            // Better in one goal is enough to go on.
            bool isBetter = best is null;
            for (int i = 0; i < losses.Length && best is not null; i++) isBetter |= losses[i] < best[i] - minimumChange;
            since = isBetter ? 0 : since + 1;
            best ??= [.. losses];
            for (int i = 0; i < losses.Length; i++) best[i] = Math.Min(best[i], losses[i]);
        }
        return since >= reports;
    }
}
