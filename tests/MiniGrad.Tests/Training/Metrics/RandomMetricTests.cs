using System.Numerics;
using MiniGrad.Tests.Golden;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Metrics;

/// <summary>Metrics and curves of 1,000 random cases with ties, missing classes and weights are those of scikit-learn.</summary>
public class RandomMetricTests
{
    private const double Error = 1e-12;

    [Fact]
    public void There_are_a_thousand_cases_and_figures_for_every_new_metric()
    {
        Assert.Equal(1000, RandomMetrics.Cases.Count);
        Assert.Equal(
            MetricCatalog.OfLabels.Select(metric => metric.Name).Order(), Names("labels").Order());
        Assert.Equal(9, Names("classes").Length);
        Assert.Equal(3, Names("numbers").Length);

        static string[] Names(string kind) =>
            [.. RandomMetrics.Cases.Where(one => one.Kind == kind).SelectMany(one => one.Values!.Keys).Distinct()];
    }

    [Theory]
    [InlineData("classes")]
    [InlineData("labels")]
    [InlineData("numbers")]
    public void Double_precision_agrees_with_scikit_learn(string kind) => AssertMetricsAgree<double>(kind);

    [Theory]
    [InlineData("classes")]
    [InlineData("labels")]
    [InlineData("numbers")]
    public void Single_precision_agrees_with_scikit_learn(string kind) => AssertMetricsAgree<float>(kind);

    [Fact]
    public void Curves_agree_with_scikit_learn()
    {
        int count = 0;
        foreach (RandomMetricCase one in RandomMetrics.Cases.Where(one => one.Kind == "curves"))
        {
            Tensor<double> scores = Tensor.Vector<double>(Array.ConvertAll(one.X, x => x / 16.0));
            Tensor<double>? weights = Weights<double>(one);
            RocCurve roc = RocCurve.Of(scores, one.Y, weights);
            AssertRoc(one.Roc!, roc);
            AssertRoc(one.RocAll!, RocCurve.Of(scores, one.Y, weights, keepsAll: true));
            Assert.Equal(one.Area, roc.Area, Error);
            Assert.Equal(one.Area, Metric.RocAuc().Of(scores, one.Y, weights), Error);

            PrecisionRecallCurve curve = PrecisionRecallCurve.Of(scores, one.Y, weights);
            AssertClose(one.PrecisionRecall![0], curve.Points.Select(point => point.Precision));
            AssertClose(one.PrecisionRecall[1], curve.Points.Select(point => point.Recall));
            AssertClose(one.PrecisionRecall[2], curve.Points.SkipLast(1).Select(point => point.Threshold));
            Assert.Equal(one.AveragePrecision, curve.AveragePrecision, Error);
            Assert.Equal(one.AveragePrecision, Metric.AveragePrecision().Of(scores, one.Y, weights), Error);

            CalibrationCurve calibration = CalibrationCurve.Of(scores, one.Y, weights, bins: 5);
            AssertClose(one.Calibration![0], calibration.Bins.Select(bin => bin.Frequency));
            AssertClose(one.Calibration[1], calibration.Bins.Select(bin => bin.Probability));
            count++;
        }
        Assert.Equal(200, count);
    }

    private static void AssertMetricsAgree<T>(string kind) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<string, Metric> known = new[] { MetricCatalog.OfClasses(2), MetricCatalog.OfLabels, MetricCatalog.OfNumbers }
            .SelectMany(metrics => metrics).ToDictionary(metric => metric.Name);
        int compared = 0;
        foreach (RandomMetricCase one in RandomMetrics.Cases.Where(one => one.Kind == kind))
        {
            Tensor<T> outputs = Quarters<T>(one.X, [one.X.Length / one.Columns, one.Columns]);
            MetricSet set = MetricSet.Begin(one.Values!.Keys.Select(name => known[name]));
            if (kind == "classes") set.Add(outputs, one.Y, Weights<T>(one));
            else if (kind == "numbers") set.Add(outputs, Quarters<T>(one.Y, outputs.Shape), Weights<T>(one));
            else set.Add(outputs, Tensor.Create(Array.ConvertAll(one.Y, T.CreateChecked), outputs.Shape), Weights<T>(one));
            foreach ((string name, double value) in set.Values)
            {
                double expected = one.Values[name] ?? double.NaN;
                bool isClose = double.IsNaN(expected)
                    ? double.IsNaN(value)
                    : Math.Abs(value - expected) <= Error * Math.Max(1, Math.Abs(expected));
                Assert.True(isClose, $"{kind} {compared}, {name}: expected {expected:R}, got {value:R}.");
            }
            compared++;
        }
        Assert.True(compared >= 200);
    }

    private static void AssertRoc(IReadOnlyList<double[]> expected, RocCurve curve)
    {
        AssertClose(expected[0], curve.Points.Select(point => point.FalsePositiveRate));
        AssertClose(expected[1], curve.Points.Select(point => point.TruePositiveRate));
        AssertClose(expected[2], curve.Points.Skip(1).Select(point => point.Threshold));
        Assert.Equal(new RocPoint(double.PositiveInfinity, 0, 0), curve.Points[0]);
    }

    private static void AssertClose(double[] expected, IEnumerable<double> values)
    {
        double[] got = [.. values];
        Assert.Equal(expected.Length, got.Length);
        for (int i = 0; i < got.Length; i++) Assert.Equal(expected[i], got[i], Error);
    }

    private static Tensor<T> Quarters<T>(int[] numbers, Shape shape) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Tensor.Create(Array.ConvertAll(numbers, number => T.CreateChecked(number / 4.0)), shape);

    private static Tensor<T>? Weights<T>(RandomMetricCase one) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        one.W is null ? null : Quarters<T>(one.W, [one.W.Length]);
}
