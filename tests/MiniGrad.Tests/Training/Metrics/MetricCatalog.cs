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
            Metric.AveragePrecision(), Metric.AveragePrecision(Averaging.Weighted), Metric.BrierScore, Metric.MatthewsCorrelation,
            .. Enum.GetValues<KappaWeighting>().Select(Metric.CohensKappa),
            .. averagings.Select(Metric.Precision), .. averagings.Select(Metric.Recall), .. averagings.Select(Metric.F1),
            .. Enumerable.Range(1, Math.Min(classCount, 3)).Select(Metric.TopK),
        ];
    }

    /// <summary>The metrics of numbers.</summary>
    public static IReadOnlyList<Metric> OfNumbers { get; } =
        [
            Metric.MeanSquaredError, Metric.RootMeanSquaredError, Metric.MeanAbsoluteError, Metric.RSquared,
            Metric.MeanAbsolutePercentageError, Metric.MedianAbsoluteError, Metric.ExplainedVariance,
        ];

    /// <summary>The metrics of samples that have any number of labels.</summary>
    public static IReadOnlyList<Metric> OfLabels { get; } =
        [
            Metric.LabelAccuracy(), Metric.SubsetAccuracy(), Metric.SubsetAccuracy(0.25),
            .. new[] { Averaging.Micro, Averaging.Macro, Averaging.Weighted, Averaging.Samples }
                .Select(averaging => Metric.MultiLabelF1(averaging)),
            Metric.MultiLabelF1(Averaging.Macro, 0.25),
            .. new[] { Averaging.Micro, Averaging.Macro, Averaging.Weighted }.Select(Metric.MultiLabelRocAuc),
        ];

    /// <summary>Whether a metric keeps what it has seen.</summary>
    public static bool KeepsSamples(Metric metric) => metric.Name.Contains("ROC-AUC", StringComparison.Ordinal)
        || metric.Name.StartsWith("average precision", StringComparison.Ordinal) || metric.Name == "median AE";
}
