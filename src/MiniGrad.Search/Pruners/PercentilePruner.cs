namespace MiniGrad.Search;

public abstract partial class Pruner
{
    /// <summary>Stops a trial whose best report so far is worse than the median of the others' best until the same step (Golovin and
    /// others, "Google Vizier", 2017, section 3.2.1).</summary>
    /// <param name="minimumTrials">With fewer trials to compare with none is stopped, at least 1. Default: 5.</param>
    /// <param name="minimumStep">Before this step none is stopped, at least 1. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public static Pruner Median(int minimumTrials = 5, int minimumStep = 1) =>
        new PercentilePruner("median", 50, minimumTrials, minimumStep);

    /// <summary>Stops a trial whose best report so far is not among the best p percent of the others' best until the same step.</summary>
    /// <param name="percentile">p, above 0 and below 100: the smaller, the more are stopped.</param>
    /// <param name="minimumTrials">With fewer trials to compare with none is stopped, at least 1. Default: 5.</param>
    /// <param name="minimumStep">Before this step none is stopped, at least 1. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Pruner Percentile(double percentile, int minimumTrials = 5, int minimumStep = 1)
    {
        Guard.That(percentile is > 0 and < 100, percentile, "above 0 and below 100", nameof(Percentile));
        return new PercentilePruner(Invariant($"percentile {percentile}"), percentile, minimumTrials, minimumStep);
    }
}

internal sealed class PercentilePruner : Pruner
{
    private readonly double percentile;
    private readonly int minimumTrials, minimumStep;

    public PercentilePruner(string name, double percentile, int minimumTrials, int minimumStep)
    {
        (Name, this.percentile) = (name, percentile);
        this.minimumTrials = Guard.AtLeast(minimumTrials, 1, name);
        this.minimumStep = Guard.AtLeast(minimumStep, 1, name);
    }

    public override string Name { get; }

    internal override bool StopsAfterReport(in PruningView view)
    {
        int step = view.Latest.Step;
        if (step < minimumStep) return false;
        double[] own = view.BestUntil(view.Trial, step)!;
        int others = 0, better = 0;
        foreach (TrialRecord other in view.Others)
        {
            // One that was stopped before is no measure for what comes after.
            if (other.Reports.Count == 0 || other.Reports[^1].Step < step || view.BestUntil(other, step) is not { } best) continue;
            others++;
            if (Losses.IsBetter(best, own)) better++;
        }
        return others >= minimumTrials && better > others * percentile / 100;
    }
}
