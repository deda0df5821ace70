namespace MiniGrad.Search;

/// <summary>Losses as values of mean 0 and variance 1 that keep their order, and of which none far above the others rules: those above
/// the median are replaced by the normal quantiles of their ranks, as wide as the spread of those below (after Song and others, "The
/// Vizier Gaussian process bandit algorithm", 2024).</summary>
internal static class TargetWarp
{
    private const int QuantileSteps = 12;

    public static void Apply(Span<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        int count = sorted.Length;
        // Halves, for the largest numbers have no differences.
        double median = 0.25 * sorted[(count - 1) / 2] + 0.25 * sorted[count / 2], range = median - 0.5 * sorted[0];
        double squares = 0;
        int good = 0;
        for (; good < count && 0.5 * sorted[good] <= median; good++)
        {
            double share = range > 0 ? (0.5 * sorted[good] - median) / range : 0;
            squares += share * share;
        }
        double spread = range > 0 ? Math.Sqrt(squares / good) : 1;
        double mean = 0, square = 0;
        for (int i = 0; i < count; i++)
        {
            double half = 0.5 * values[i];
            values[i] = half > median ? spread * Quantile((MiddleRank(sorted, values[i]) + 0.5) / count)
                : range > 0 ? (half - median) / range : 0;
            mean += values[i] / count;
        }
        for (int i = 0; i < count; i++)
        {
            values[i] -= mean;
            square += values[i] * values[i] / count;
        }
        if (!(square > 0)) return;
        double factor = 1 / Math.Sqrt(square);
        for (int i = 0; i < count; i++) values[i] *= factor;
    }

    /// <summary>The rank from 0; in the middle of those of equal values.</summary>
    private static double MiddleRank(double[] sorted, double value)
    {
        int first = Array.BinarySearch(sorted, value), last = first;
        while (first > 0 && sorted[first - 1] == value) first--;
        while (last + 1 < sorted.Length && sorted[last + 1] == value) last++;
        return 0.5 * (first + last);
    }

    /// <summary>The normal quantile of a probability of at least ½, by Newton's steps, which rise to it.</summary>
    private static double Quantile(double probability)
    {
        double z = 0;
        for (int step = 0; step < QuantileSteps; step++)
        {
            double share = LogImprovement.ShareAbove(z, out double density);
            z += (share - (1 - probability)) / density;
        }
        return z;
    }
}
