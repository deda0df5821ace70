namespace MiniGrad.Search;

public abstract partial class Pruner
{
    /// <summary>Stops a trial that does worse on the same parts, such as the folds of a cross-validation, than the best one so far, by
    /// Wilcoxon's signed-rank test of the differences (Wilcoxon, "Individual comparisons by ranking methods", 1945). Steps are the numbers
    /// of the parts, in the same order for every trial.</summary>
    /// <param name="significance">The largest p at which a trial is stopped, above 0 and below 1. Default: 0.1.</param>
    /// <param name="minimumParts">Before so many parts none is stopped, at least 1. Default: 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Pruner Wilcoxon(double significance = 0.1, int minimumParts = 2) => new WilcoxonPruner(
        Guard.That(significance is > 0 and < 1, significance, "above 0 and below 1", nameof(Wilcoxon)),
        Guard.AtLeast(minimumParts, 1, nameof(Wilcoxon)));
}

internal sealed class WilcoxonPruner(double significance, int minimumParts) : Pruner
{
    public override string Name => Invariant($"Wilcoxon {significance}");

    internal override bool StopsAfterReport(in PruningView view)
    {
        IReadOnlyList<Goal> goals = view.Goals;
        TrialRecord? best = null;
        double[]? bestLosses = null;
        foreach (TrialRecord other in view.Others)
        {
            if (other.State != TrialState.Complete) continue;
            double[] losses = Losses.Of(other.Values, goals);
            if (bestLosses is null || Losses.IsBetter(losses, bestLosses)) (best, bestLosses) = (other, losses);
        }
        if (best is null) return false;
        Dictionary<int, TrialReport> parts = best.Reports.ToDictionary(report => report.Step);
        // Worse in each goal, taken for itself, is needed.
        for (int goal = 0; goal < goals.Count; goal++)
        {
            List<double> differences = [];
            double sum = 0;
            foreach (TrialReport report in view.Trial.Reports)
            {
                if (!parts.TryGetValue(report.Step, out TrialReport? part)) continue;
                double difference = Losses.Of(report.Values, goals)[goal] - Losses.Of(part.Values, goals)[goal];
                differences.Add(double.IsNaN(difference) ? 0 : difference);
                sum += differences[^1];
            }
            if (differences.Count < minimumParts || sum <= 0 || SignedRanks.UpperTail(differences) > significance) return false;
        }
        return true;
    }
}
