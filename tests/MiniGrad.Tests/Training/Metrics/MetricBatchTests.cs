using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Metrics;

/// <summary>What metrics take, what they refuse, and what they make of outputs that are no numbers.</summary>
public class MetricBatchTests
{
    [Fact]
    public void A_single_output_is_the_logit_of_class_1_in_every_shape()
    {
        float[] logits = [2, -1, 3, -4, 0];
        IndexTensor labels = [1, 0, 0, 0, 0], column = IndexTensor.Create([1, 0, 0, 0, 0], [5, 1]);
        Tensor<float> targets = Tensor.Vector<float>(1, 0, 0, 0, 0);
        foreach (Metric metric in MetricCatalog.OfClasses(2))
        {
            double expected = metric.Of(Tensor.Create<float>([0, 2, 0, -1, 0, 3, 0, -4, 0, 0], [5, 2]), labels);
            double[] values = [
                metric.Of(Tensor.Vector<float>(logits), labels), metric.Of(Tensor.Create(logits, [5, 1]), labels),
                metric.Of(Tensor.Create(logits, [5, 1]), column), metric.Of(Tensor.Vector<float>(logits), targets),
                metric.Of(Tensor.Create(logits, [5, 1]), targets.Reshape([5, 1])),
            ];
            Assert.All(values, value => Assert.Equal(expected, value, 1e-15));
        }
    }

    [Fact]
    public void One_hot_targets_are_labels()
    {
        Tensor<double> outputs = Tensor.Create<double>([3, 1, 2, 0, 5, 1, 1, 2, 4, 1, 1, 0], [4, 3]);
        Tensor<double> targets = Tensor.Create<double>([1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 0], [4, 3]);
        foreach (Metric metric in MetricCatalog.OfClasses(3)) Assert.Equal(metric.Of(outputs, [0, 2, 2, 1]), metric.Of(outputs, targets));
    }

    [Fact]
    public void Axes_before_the_last_are_rows()
    {
        Tensor<float> outputs = Tensor.Uniform<float>([2, 3, 4], -1, 1, new Random(1)), rows = outputs.Reshape([6, 4]);
        IndexTensor labels = IndexTensor.Create([0, 1, 2, 3, 0, 1], [2, 3]);
        Tensor<float> perRow = Tensor.Create<float>([1, 1, 1, 2, 2, 2], [2, 3]), perSample = Tensor.Vector<float>(1, 2);
        double expected = Metric.LogLoss.Of(rows, labels.ToArray(), Tensor.Vector<float>(1, 1, 1, 2, 2, 2));
        Assert.Equal(expected, Metric.LogLoss.Of(outputs, labels, perRow));
        Assert.Equal(expected, Metric.LogLoss.Of(outputs, labels, perSample));
        Assert.Equal(Metric.MeanSquaredError.Of(rows, rows * 2), Metric.MeanSquaredError.Of(outputs, outputs * 2));
    }

    [Theory]
    [InlineData(double.NaN, 1, 0)]
    [InlineData(5, double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 1, 0)]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity)]
    public void A_row_without_a_finite_largest_output_is_wrong(double first, double second, double third)
    {
        Tensor<double> outputs = Tensor.Create<double>([first, second, third, 2, 1, 0], [2, 3]);
        foreach (Metric metric in MetricCatalog.OfClasses(3))
        {
            double value = metric.Of(outputs, [0, 0]);
            string[] ofScores = ["ROC-AUC", "average precision", "log loss", "calibration error", "Brier score", "Cohen's kappa ("];
            if (ofScores.Any(name => metric.Name.StartsWith(name, StringComparison.Ordinal))) Assert.Equal(double.NaN, value);
            // All samples are of one class.
            else if (metric.Name is "Matthews correlation" or "Cohen's kappa") Assert.Equal(0, value);
            else if (metric.Name.StartsWith("precision", StringComparison.Ordinal)) Assert.Equal(1, value);
            else if (metric.Name.StartsWith("F1", StringComparison.Ordinal)) Assert.Equal(2 / 3.0, value, 1e-15);
            else Assert.Equal(0.5, value);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void A_logit_that_is_not_finite_is_wrong_for_both_classes(double logit)
    {
        Tensor<double> outputs = Tensor.Vector(logit, logit);
        Assert.Equal(0, Metric.Accuracy.Of(outputs, [0, 1]));
        Assert.Equal(0, Metric.TopK(2).Of(outputs, [0, 1]));
        Assert.Equal(double.NaN, Metric.LogLoss.Of(outputs, [0, 1]));
        Assert.Equal(double.NaN, Metric.CalibrationError().Of(outputs, [0, 1]));
        Assert.Equal(double.NaN, Metric.RocAuc().Of(outputs, [0, 1]));
    }

    [Fact]
    public void A_class_may_be_impossible()
    {
        Tensor<double> outputs = Tensor.Create<double>([double.NegativeInfinity, 0, 0, double.NegativeInfinity, 1, 0], [2, 3]);
        Assert.Equal(1, Metric.Accuracy.Of(outputs, [1, 1]));
        Assert.Equal((Math.Log(2) + Math.Log(1 + Math.Exp(-1))) / 2, Metric.LogLoss.Of(outputs, [1, 1]), 1e-15);
        Assert.Equal(double.PositiveInfinity, Metric.LogLoss.Of(outputs, [0, 1]));
    }

    [Fact]
    public void Errors_of_outputs_that_are_no_numbers_are_none()
    {
        foreach (Metric metric in MetricCatalog.OfNumbers)
        {
            Assert.Equal(double.NaN, metric.Of(Tensor.Vector(1, double.NaN, 2), Tensor.Vector<double>(1, 2, 3)));
            Assert.Equal(double.NaN, metric.Of(Tensor.Vector(1, double.NaN, 2), Tensor.Vector<double>(1, 1, 1)));
        }
        Assert.Equal(double.PositiveInfinity,
            Metric.MeanSquaredError.Of(Tensor.Vector(1, double.PositiveInfinity, 2), Tensor.Vector<double>(1, 2, 3)));
        Assert.Equal(double.NegativeInfinity,
            Metric.RSquared.Of(Tensor.Vector(1, double.PositiveInfinity, 2), Tensor.Vector<double>(1, 2, 3)));
    }

    [Fact]
    public void A_sample_of_weight_0_does_not_count_whatever_its_outputs()
    {
        Tensor<double> outputs = Tensor.Create<double>([1, 0, 0, 2, double.NaN, 0, 1, 0, double.NaN, 0], [5, 2]);
        Tensor<double> counted = Tensor.Create<double>([1, 0, 0, 2, 1, 0], [3, 2]), weights = Tensor.Vector(1, 0.5, 0, 2, 0);
        Tensor<double> positive = Tensor.Vector(1, 0.5, 2);
        foreach (Metric metric in MetricCatalog.OfClasses(2))
            Assert.Equal(metric.Of(counted, [0, 1, 1], positive), metric.Of(outputs, [0, 1, 0, 1, 1], weights));
        Tensor<double> targets = Tensor.Create<double>([1, 1, 0, 3, 7, 7, 1, 1, 7, 7], [5, 2]);
        foreach (Metric metric in MetricCatalog.OfNumbers)
            Assert.Equal(metric.Of(counted, Tensor.Create<double>([1, 1, 0, 3, 1, 1], [3, 2]), positive),
                metric.Of(outputs, targets, weights));
    }

    [Fact]
    public void Without_samples_every_metric_is_NaN()
    {
        foreach (Metric metric in MetricCatalog.OfClasses(2))
        {
            Assert.Equal(double.NaN, metric.Begin().Value);
            Assert.Equal(double.NaN, metric.Of(Tensor.Zeros<float>([0, 2]), []));
            Assert.Equal(double.NaN, metric.Of(Tensor.Zeros<float>([2, 2]), [0, 1], Tensor.Zeros<float>([2])));
        }
        foreach (Metric metric in MetricCatalog.OfNumbers)
        {
            Assert.Equal(double.NaN, metric.Begin().Value);
            Assert.Equal(double.NaN, metric.Of(Tensor.Zeros<float>([0, 2]), Tensor.Zeros<float>([0, 2])));
            Assert.Equal(double.NaN, metric.Of(Tensor.Zeros<float>([2, 2]), Tensor.Zeros<float>([2, 2]), Tensor.Zeros<float>([2])));
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Tensor<float> outputs = Tensor.Zeros<float>([4, 3]);
        IndexTensor labels = [0, 1, 2, 0];
        AssertRefused("Metric: expected outputs [..., classes] and labels [...], got [4, 3] and [3].", () =>
            Metric.Accuracy.Of(outputs, [0, 1, 2]));
        AssertRefused(
            "Metric: expected outputs [..., classes] and labels [...], got [4, 3] and [4, 3].",
            () => Metric.Accuracy.Of(outputs, IndexTensor.Create(new int[12], [4, 3])));
        AssertRefused(
            "Metric: expected outputs [..., classes] and labels [...], got [] and [].", () =>
                Metric.Accuracy.Of<float>(1f, IndexTensor.Create([0], [])));
        AssertRefused(
            "Metric: expected outputs and targets of the same shape, [..., columns] or [samples], got [4, 3] and [4].",
            () => Metric.MeanSquaredError.Of(outputs, Tensor.Zeros<float>([4])));
        AssertRefused(
            "Metric: expected weights [4], or one for each of the 4 rows of outputs [4, 3], got [3].",
            () => Metric.Accuracy.Of(outputs, labels, Tensor.Ones<float>([3])));
        AssertRefused("MetricBatch: the number of output columns must be at least 1, got 0.", () =>
            Metric.Accuracy.Of(Tensor.Zeros<float>([4, 0]), labels));
        AssertRefused(
            "MetricBatch: weights must be finite numbers of at least 0, got -1 at row 2.",
            () => Metric.Accuracy.Of(outputs, labels, Tensor.Vector<float>(1, 1, -1, 1)));
        AssertRefused(
            "MetricBatch: weights must be finite numbers of at least 0, got NaN at row 0.",
            () => Metric.Accuracy.Of(outputs, labels, Tensor.Vector<float>(float.NaN, 1, 1, 1)));
        AssertRefused("accuracy: label 3 at row 1 is outside 0 to 2: labels count from 0.", () =>
            Metric.Accuracy.Of(outputs, [0, 3, 1, 1]));
        AssertRefused("accuracy: label 2 at row 0 is outside 0 to 1: labels count from 0.", () =>
            Metric.Accuracy.Of(Tensor.Zeros<float>([1, 1]), [2]));
        AssertRefused("accuracy: label -1 at row 0 is outside 0 to 2.", () => Metric.Accuracy.Of(outputs, [-1, 0, 0, 0]));
        AssertRefused("MetricBatch: expected 6 outputs for 2 rows of 3 columns, got 5.", () =>
            new MetricBatch(2, 3, new double[5], [0, 0]).Weight(0));
        AssertRefused("MetricBatch: expected 2 labels for 2 rows of 3 columns, got 1.", () =>
            new MetricBatch(2, 3, new double[6], [0]).Weight(0));
        AssertRefused(
            "MetricBatch: expected 2 weights for 2 rows of 3 columns, got 3.", () =>
                new MetricBatch(2, 3, new double[6], [0, 0], [], new double[3]).Weight(0));
    }

    [Fact]
    public void Targets_of_the_wrong_kind_are_refused()
    {
        Tensor<double> outputs = Tensor.Zeros<double>([2, 2]);
        AssertRefused(
            "accuracy: a metric of classes needs labels or one-hot targets: each row must have a single 1 and be 0 elsewhere, got [0.5, " +
            "0.5] at row 1.",
            () => Metric.Accuracy.Of(outputs, Tensor.Create<double>([1, 0, 0.5, 0.5], [2, 2])));
        AssertRefused(
            "F1 (macro): a metric of classes needs labels or one-hot targets", () =>
                Metric.F1().Of(outputs, Tensor.Create<double>([1, 1, 0, 1], [2, 2])));
        AssertRefused(
            "ROC-AUC (macro): a metric of classes needs labels or one-hot targets: each row must be 0 or 1, got [0.25] at row 0.",
            () => Metric.RocAuc().Of(Tensor.Vector<double>(1), Tensor.Vector(0.25)));
        AssertRefused(
            "R²: a metric of numbers needs targets of the outputs' shape, got class labels or nothing.", () =>
                Metric.RSquared.Of(outputs, [0, 1]));
        AssertRefused(
            "MetricBatch: a metric of classes needs labels, or targets that are one-hot, got neither.",
            () => AddAndValue(Metric.Accuracy, new MetricBatch(1, 2, new double[2], [])));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        AssertRefused("TopK: k must be at least 1, got 0.", () => Metric.TopK(0).Name);
        AssertRefused("top-4 accuracy: expected outputs for at least 4 classes, got 3.", () =>
            Metric.TopK(4).Of(Tensor.Zeros<float>([1, 3]), [0]));
        AssertRefused("CalibrationError: the number of bins must be at least 1, got 0.", () => Metric.CalibrationError(0).Name);
        AssertRefused("RocAuc: the averaging must be Macro or Weighted, got Micro.", () => Metric.RocAuc(Averaging.Micro).Name);
        AssertRefused("F1: 7 is not an averaging.", () => Metric.F1((Averaging)7).Name);
        AssertRefused("recall (binary): expected outputs for 2 classes, got 3", () =>
            Metric.Recall(Averaging.Binary).Of(Tensor.Zeros<float>([1, 3]), [0]));
    }

    [Fact]
    public void Batches_with_other_columns_are_refused()
    {
        foreach (Metric metric in (Metric[])[Metric.BalancedAccuracy, Metric.F1(), Metric.RocAuc()])
        {
            MetricAccumulator accumulator = metric.Begin();
            accumulator.Add(Tensor.Zeros<float>([1, 3]), [0]);
            AssertRefused($"{metric.Name}: expected outputs for 3 classes, got 2.", () =>
                AddAndValue(accumulator, Tensor.Zeros<float>([1, 2])));
        }
        MetricAccumulator errors = Metric.MeanAbsoluteError.Begin();
        errors.Add(Tensor.Zeros<float>([1, 3]), Tensor.Zeros<float>([1, 3]));
        Assert.StartsWith(
            "MAE: expected outputs of 3 columns, got 2.",
            Assert.ThrowsAny<ArgumentException>(() => errors.Add(Tensor.Zeros<float>([1, 2]), Tensor.Zeros<float>([1, 2]))).Message);
    }

    private static double AddAndValue(MetricAccumulator accumulator, Tensor<float> outputs)
    {
        accumulator.Add(outputs, [0]);
        return accumulator.Value;
    }

    private static double AddAndValue(Metric metric, in MetricBatch batch)
    {
        MetricAccumulator accumulator = metric.Begin();
        accumulator.Add(batch);
        return accumulator.Value;
    }

    private static void AssertRefused<TResult>(string message, Func<TResult> action) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(() => { action(); }).Message);
}
