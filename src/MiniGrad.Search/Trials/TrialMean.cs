namespace MiniGrad.Search;

/// <summary>What the trials with the same parameters come to together.</summary>
/// <param name="Values">For each goal the mean (v₁ + … + vₙ) / n over the complete ones; NaN where one of them all failed; nothing where
/// none is complete.</param>
/// <param name="Violation">The mean of what the complete ones violate constraints by.</param>
/// <param name="Complete">n, how many are complete.</param>
/// <param name="Trials">How many there are in all, those that are under way, pruned or failed included.</param>
public sealed record TrialMean(IReadOnlyList<double> Values, double Violation, int Complete, int Trials)
{
    /// <summary>The mean of a trial and those that repeat it.</summary>
    internal static TrialMean Of(IReadOnlyList<TrialRecord> same)
    {
        TrialRecord[] complete = [.. same.Where(trial => trial.State == TrialState.Complete)];
        if (complete.Length == 0) return new TrialMean([], 0, 0, same.Count);
        bool isFailed = same.Any(trial => trial.State == TrialState.Failed);
        double[] values = new double[complete[0].Values.Count];
        for (int goal = 0; goal < values.Length; goal++)
            values[goal] = isFailed ? double.NaN : Mean([.. complete.Select(trial => trial.Values[goal])]);
        return new TrialMean(values, Mean([.. complete.Select(trial => trial.Violation)]), complete.Length, same.Count);
    }

    /// <summary>Each trial that repeats none, in order: with the means for its values where there are repeats and one of all is complete,
    /// else as it is.</summary>
    internal static IReadOnlyList<TrialRecord> Together(IReadOnlyList<TrialRecord> trials)
    {
        if (!trials.Any(trial => trial.RepeatOf is not null)) return trials;
        Dictionary<int, List<TrialRecord>> groups = [];
        foreach (TrialRecord trial in trials)
        {
            if (trial.RepeatOf is { } first) groups[first].Add(trial);
            else groups.Add(trial.Number, [trial]);
        }
        return [.. trials.Where(trial => trial.RepeatOf is null).Select(trial => Together(trial, groups[trial.Number]))];
    }

    private static TrialRecord Together(TrialRecord first, List<TrialRecord> same)
    {
        if (same.Count == 1 || Of(same) is not { Complete: > 0 } mean) return first;
        TrialRecord counted = first.Copy();
        (counted.State, counted.Values, counted.Violation) = (TrialState.Complete, mean.Values, mean.Violation);
        return counted;
    }

    private static double Mean(double[] numbers)
    {
        double sum = numbers.Sum();
        // Finite numbers may have an infinite sum; and rounding is not to make a mean that lies beyond them.
        double mean = double.IsFinite(sum) ? sum / numbers.Length : numbers.Sum(number => number / numbers.Length);
        return Math.Clamp(mean, numbers.Min(), numbers.Max());
    }
}
