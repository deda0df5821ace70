namespace MiniGrad.Search;

/// <summary>Stops trials early that are unlikely to become the best, by what they report on their way.</summary>
/// <remarks>A decision about trial t looks at the reports of the trials 0 … t − <c>Study.Overlap</c> and at its own alone, so that it does
/// not depend on who was faster. With several goals one report is better than another where it dominates it: no worse in each and better in
/// one.</remarks>
public abstract partial class Pruner
{
    private protected Pruner() { }

    /// <summary>The name in words, such as <c>median</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Whether objectives must report on their way.</summary>
    internal virtual bool NeedsReports => true;

    /// <summary>Whether a trial is to stop after its latest report.</summary>
    internal virtual bool StopsAfterReport(in PruningView view) => false;

    /// <summary>The round that a trial takes part in; null where there are none.</summary>
    internal virtual Round? RoundOf(int trial) => null;

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>What a pruner may know.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Others">The finished trials that it may look at, in order.</param>
/// <param name="Goals">The goals.</param>
internal readonly record struct PruningView(TrialRecord Trial, IEnumerable<TrialRecord> Others, IReadOnlyList<Goal> Goals)
{
    /// <summary>The latest report, each value such that smaller is better.</summary>
    public TrialReport Latest => Trial.Reports[^1];

    /// <summary>The best losses of a trial up to a step, by goal; null where it reported nothing until then.</summary>
    public double[]? BestUntil(TrialRecord trial, int step)
    {
        double[]? best = null;
        foreach (TrialReport report in trial.Reports)
        {
            if (report.Step > step) break;
            double[] losses = Losses.Of(report.Values, Goals);
            if (best is null || Losses.IsBetter(losses, best)) best = losses;
        }
        return best;
    }
}
