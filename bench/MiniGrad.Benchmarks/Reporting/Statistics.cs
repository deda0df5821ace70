namespace MiniGrad.Benchmarks.Reporting;

/// <summary>What many rounds come to.</summary>
internal static class Statistics
{
    /// <summary>The middle one; of an even number, the mean of the middle two.</summary>
    public static double Median(this IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary><c>√(Σ(x − x̄)² / n)</c>.</summary>
    public static double StandardDeviation(this IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
