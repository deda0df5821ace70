using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Metrics;

/// <summary>Metrics of samples that have any number of labels, by hand, and what they refuse.</summary>
public class MultiLabelMetricTests
{
    private static readonly Tensor<double> outputs = Tensor.Create<double>([1, -1, 2, -1, -1, -1, 3, 1, -2], [3, 3]);
    private static readonly Tensor<double> targets = Tensor.Create<double>([1, 0, 0, 0, 0, 0, 1, 1, 1], [3, 3]);

    [Fact]
    public void Decisions_are_counted_one_by_one_or_by_sample()
    {
        // Wrong are label 2 of sample 0 and label 2 of sample 2.
        Assert.Equal(7 / 9.0, Metric.LabelAccuracy().Of(outputs, targets), 1e-15);
        Assert.Equal(1 / 3.0, Metric.SubsetAccuracy().Of(outputs, targets), 1e-15);
        Assert.Equal(3 / 4.0, Metric.SubsetAccuracy().Of(outputs, targets, Tensor.Vector<double>(0.5, 3, 0.5)), 1e-15);
    }

    [Fact]
    public void F1_is_averaged_over_labels_or_samples()
    {
        // Labels 0 and 1 are right; label 2 is predicted once and there once, never both. Sample 1 has no label and none predicted: 0.
        Assert.Equal(2 / 3.0, Metric.MultiLabelF1().Of(outputs, targets), 1e-15);
        Assert.Equal(2 * 3.0 / 8, Metric.MultiLabelF1(Averaging.Micro).Of(outputs, targets), 1e-15);
        Assert.Equal((2 * 1 + 1 * 1) / 4.0, Metric.MultiLabelF1(Averaging.Weighted).Of(outputs, targets), 1e-15);
        Assert.Equal((2 / 3.0 + 0 + 4 / 5.0) / 3, Metric.MultiLabelF1(Averaging.Samples).Of(outputs, targets), 1e-15);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void At_the_ends_of_the_threshold_all_or_none_is_predicted(double threshold, double expected) => Assert.Equal(
        expected, Metric.LabelAccuracy(threshold).Of(outputs, Tensor.Ones<double>([3, 3])));

    [Fact]
    public void An_output_that_is_not_finite_predicts_nothing()
    {
        Tensor<double> broken = Tensor.Create<double>([double.NaN, double.PositiveInfinity, 1, double.NegativeInfinity], [2, 2]);
        Tensor<double> right = Tensor.Create<double>([1, 1, 1, 0], [2, 2]);
        Assert.Equal(0.25, Metric.LabelAccuracy().Of(broken, right));
        Assert.Equal(2 * 1.0 / 4, Metric.MultiLabelF1(Averaging.Micro).Of(broken, right));
        Assert.Equal(double.NaN, Metric.MultiLabelRocAuc().Of(broken, right));
    }

    [Fact]
    public void How_samples_are_cut_into_batches_does_not_matter()
    {
        Random random = new(4);
        Tensor<float> many = Tensor.Uniform<float>([40, 4], -1, 1, random);
        Tensor<float> labels = Tensor.Create<float>([.. Enumerable.Range(0, 160).Select(_ => (float)random.Next(2))], [40, 4]);
        Tensor<float> weights = Tensor.Uniform<float>([40], 0, 1, random);
        MetricSet set = MetricSet.Begin(MetricCatalog.OfLabels);
        foreach (int[] rows in new int[][] { [.. Enumerable.Range(0, 7)], [], [.. Enumerable.Range(7, 33)] })
        {
            if (rows.Length == 0) continue;
            set.Add(many.GatherRows(rows), labels.GatherRows(rows), weights.GatherRows(rows));
        }
        foreach ((Metric metric, (string name, double value)) in MetricCatalog.OfLabels.Zip(set.Values))
        {
            Assert.Equal(metric.Name, name);
            Assert.Equal(metric.Of(many, labels, weights), value);
        }
    }

    [Fact]
    public void Without_samples_there_is_no_value()
    {
        foreach (Metric metric in MetricCatalog.OfLabels)
        {
            Assert.Equal(double.NaN, metric.Begin().Value);
            Assert.Equal(double.NaN, metric.Of(outputs, targets, Tensor.Zeros<double>([3])));
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        AssertRefused("LabelAccuracy: threshold must be from 0 to 1, got 1.5", () => Metric.LabelAccuracy(1.5).Begin());
        AssertRefused("SubsetAccuracy: threshold must be from 0 to 1, got NaN", () => Metric.SubsetAccuracy(double.NaN).Begin());
        AssertRefused(
            "MultiLabelF1: the averaging must be Micro, Macro, Weighted or Samples, got Binary.",
            () => Metric.MultiLabelF1(Averaging.Binary).Begin());
        AssertRefused(
            "MultiLabelRocAuc: the averaging must be Micro, Macro or Weighted, got Samples.",
            () => Metric.MultiLabelRocAuc(Averaging.Samples).Begin());
        AssertRefused("F1: the averaging Samples is for multi-label metrics", () => Metric.F1(Averaging.Samples).Begin());
        AssertRefused("CohensKappa: 9 is not a weighting.", () => Metric.CohensKappa((KappaWeighting)9).Begin());
        AssertRefused(
            "label accuracy: a multi-label metric needs targets of the outputs' shape, each 0 or 1, got class labels or nothing.",
            () => Metric.LabelAccuracy().Of(outputs, [0, 1, 2]));
        AssertRefused(
            "subset accuracy: each target must be 0 or 1, got 0.5 at row 1, label 2.",
            () => Metric.SubsetAccuracy().Of(outputs, Tensor.Create([0, 0, 1, 1, 0, 0.5, 1, 1, 1], [3, 3])));
        MetricAccumulator begun = Metric.MultiLabelF1().Begin();
        begun.Add(outputs, targets);
        AssertRefused(
            "multi-label F1 (macro): expected outputs for 3 labels, got 2.",
            () => begun.Add(Tensor.Zeros<double>([1, 2]), Tensor.Zeros<double>([1, 2])));
    }

    private static void AssertRefused(string expected, Action action) =>
        Assert.StartsWith(expected, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
