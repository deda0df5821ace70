namespace MiniGrad.Training;

/// <summary>What <see cref="LearningRateFinder"/> saw: the loss as a function of the rate, and what follows from it.</summary>
public sealed class LearningRateFinderResult
{
    internal LearningRateFinderResult(double[] rates, double[] losses, double[] smoothedLosses, bool hasDiverged)
    {
        Rates = rates;
        Losses = losses;
        SmoothedLosses = smoothedLosses;
        HasDiverged = hasDiverged;
        // Only the last one may be no number.
        int lowest = 0;
        for (int i = 1; i < smoothedLosses.Length; i++)
            if (smoothedLosses[i] < smoothedLosses[lowest]) lowest = i;
        if (double.IsFinite(smoothedLosses[lowest])) RateOfMinimum = rates[lowest];
        // Where every batch shows the same, the loss falls fastest right before it explodes.
        if (Steepest(lowest) is { } steepest) Suggestion = Math.Min(rates[steepest], rates[lowest] / 10);
    }

    /// <summary>The rates that were tried, growing by the same factor from each to the next.</summary>
    public IReadOnlyList<double> Rates { get; }

    /// <summary>The loss of each step, before its update: it shows what the rates before did.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>Their exponential average, corrected for its start.</summary>
    public IReadOnlyList<double> SmoothedLosses { get; }

    /// <summary>Whether it ended before the largest rate, because the loss had become too large or was no number.</summary>
    public bool HasDiverged { get; }

    /// <summary>A rate to train with, or the peak of a schedule: where the smoothed loss falls fastest, on a logarithmic axis of rates, but
    /// at most a tenth of <see cref="RateOfMinimum"/>; null if it never falls.</summary>
    public double? Suggestion { get; }

    /// <summary>The rate at the smallest smoothed loss, ten times or more too large to train with; null if no loss was finite.</summary>
    public double? RateOfMinimum { get; }

    /// <summary>The place of the steepest descent before the lowest one.</summary>
    private int? Steepest(int lowest)
    {
        // Over a few steps to either side, or a lucky batch would decide; the first descents of the average are luck too.
        int reach = Math.Max(1, SmoothedLosses.Count / 20);
        int? steepest = null;
        double slope = 0;
        for (int i = 3 * reach; i + reach <= lowest; i++)
        {
            double difference = SmoothedLosses[i + reach] - SmoothedLosses[i - reach];
            if (difference >= slope) continue;
            slope = difference;
            steepest = i;
        }
        return steepest;
    }
}
