using MiniGrad.Training;

namespace MiniGrad.Tests.Training.Metrics;

/// <summary>All metrics of the library.</summary>
internal static class MetricCatalog
{
    private static readonly Averaging[] overClasses = [Averaging.Micro, Averaging.Macro, Averaging.Weighted];

    /// <summary>The metrics of classes.</summary>
    public static IReadOnlyList<Metric> OfClasses(int classCount)
    {
        Averaging[] averagings = classCount == 2 ? [.. overClasses, Averaging.Binary] : overClasses;
        return [
            Metric.Accuracy, Metric.BalancedAccuracy, Metric.LogLoss, Metric.CalibrationError(), Metric.RocAuc(),
                Metric.RocAuc(Averaging.Weighted),
            .. averagings.Select(Metric.Precision), .. averagings.Select(Metric.Recall), .. averagings.Select(Metric.F1),
            .. Enumerable.Range(1, Math.Min(classCount, 3)).Select(Metric.TopK),
        ];
    }

    /// <summary>The metrics of numbers.</summary>
    public static IReadOnlyList<Metric> OfNumbers { get; } =
        [Metric.MeanSquaredError, Metric.RootMeanSquaredError, Metric.MeanAbsoluteError, Metric.RSquared];
}
