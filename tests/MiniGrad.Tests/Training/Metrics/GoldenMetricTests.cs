using System.Numerics;
using MiniGrad.Tests.Golden;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Metrics;

/// <summary>Metrics are those of scikit-learn.</summary>
public class GoldenMetricTests
{
    private const double Error = 1e-12;

    public static TheoryData<string> Names => [.. GoldenFile.Metrics.Select(golden => golden.Name)];

    [Fact]
    public void There_are_figures_for_every_metric()
    {
        Metric[] all = [.. MetricCatalog.OfClasses(2), .. MetricCatalog.OfClasses(3), .. MetricCatalog.OfNumbers];
        Assert.Equal(all.Select(metric => metric.Name).Distinct().Order(),
            GoldenFile.Metrics.SelectMany(golden => golden.Values.Keys).Distinct().Order());
        Assert.Equal(27, GoldenFile.Metrics.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Double_precision_agrees_with_scikit_learn(string name) => AssertAgrees<double>(name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Single_precision_agrees_with_scikit_learn(string name) => AssertAgrees<float>(name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Confusion_matrices_agree_with_scikit_learn(string name)
    {
        GoldenMetrics golden = GoldenFile.Metrics.Single(golden => golden.Name == name);
        if (golden.Labels is null) return;
        ConfusionMatrix matrix = new(Math.Max(golden.Columns, 2));
        matrix.Add(Outputs<double>(golden), golden.Labels, Weights<double>(golden));
        for (int actual = 0; actual < matrix.ClassCount; actual++)
        {
            for (int predicted = 0; predicted < matrix.ClassCount; predicted++)
                Assert.Equal(golden.Confusion![actual][predicted], matrix[actual, predicted]);
        }
        Assert.Equal(golden.Values["accuracy"]!.Value, matrix.Accuracy, Error);
        foreach (Averaging averaging in new[] { Averaging.Micro, Averaging.Macro, Averaging.Weighted })
        {
            string text = averaging.ToString().ToLowerInvariant();
            Assert.Equal(golden.Values[$"precision ({text})"]!.Value, matrix.Precision(averaging), Error);
            Assert.Equal(golden.Values[$"recall ({text})"]!.Value, matrix.Recall(averaging), Error);
            Assert.Equal(golden.Values[$"F1 ({text})"]!.Value, matrix.F1(averaging), Error);
        }
    }

    private static void AssertAgrees<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        GoldenMetrics golden = GoldenFile.Metrics.Single(golden => golden.Name == name);
        IReadOnlyList<Metric> metrics =
            golden.Labels is null ? MetricCatalog.OfNumbers : MetricCatalog.OfClasses(Math.Max(golden.Columns, 2));
        MetricSet set = MetricSet.Begin(metrics.Where(metric => golden.Values.ContainsKey(metric.Name)));
        if (golden.Labels is { } labels) set.Add(Outputs<T>(golden), labels, Weights<T>(golden));
        else set.Add(Outputs<T>(golden), Tensor.Create(Array.ConvertAll(golden.Targets!, T.CreateChecked), Outputs<T>(golden).Shape),
            Weights<T>(golden));
        Assert.Equal(golden.Values.Count, set.Values.Count);
        foreach ((string metric, double value) in set.Values)
        {
            double expected = golden.Values[metric] ?? double.NaN;
            bool isClose =
                double.IsNaN(expected) ? double.IsNaN(value) : Math.Abs(value - expected) <= Error * Math.Max(1, Math.Abs(expected));
            Assert.True(isClose, $"{name}, {metric}: expected {expected:R}, got {value:R}.");
        }
    }

    private static Tensor<T> Outputs<T>(GoldenMetrics golden) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tensor.Create(Array.ConvertAll(golden.Outputs, T.CreateChecked), [golden.Outputs.Length / golden.Columns, golden.Columns]);

    private static Tensor<T>? Weights<T>(GoldenMetrics golden) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        golden.Weights is null ? null : Tensor.Vector<T>(Array.ConvertAll(golden.Weights, T.CreateChecked));
}
