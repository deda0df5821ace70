using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniGrad.Tests.Golden;

/// <summary>The 1,000 random cases that <c>random_metrics.py</c> computed by scikit-learn.</summary>
internal static class RandomMetrics
{
    public static IReadOnlyList<RandomMetricCase> Cases { get; } = Read();

    private static IReadOnlyList<RandomMetricCase> Read()
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Golden", "random_metrics.json"));
        return JsonSerializer.Deserialize(stream, RandomMetricsJson.Default.RandomMetricCases)!.Cases;
    }
}

internal sealed record RandomMetricCases(IReadOnlyList<RandomMetricCase> Cases);

/// <summary>A case of a kind. Of metrics: outputs, weights and targets of numbers in quarters, and the value by the metric's name; null is
/// NaN. Of curves: scores in sixteenths, and each curve as rates and thresholds.</summary>
internal sealed record RandomMetricCase(
    string Kind, int[] X, int[] Y, int[]? W = null, int Columns = 1, IReadOnlyDictionary<string, double?>? Values = null,
    IReadOnlyList<double[]>? Roc = null, IReadOnlyList<double[]>? RocAll = null, IReadOnlyList<double[]>? PrecisionRecall = null,
    IReadOnlyList<double[]>? Calibration = null, double Area = double.NaN, double AveragePrecision = double.NaN);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RandomMetricCases))]
internal sealed partial class RandomMetricsJson : JsonSerializerContext;
