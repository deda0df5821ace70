using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Training.Metrics;

/// <summary>Curves by hand and of classifiers, and what they refuse.</summary>
public class CurveTests
{
    private static readonly Tensor<double> scores = Tensor.Vector(0.9, 0.5, 0.3, 0.5, 0.1);
    private static readonly IndexTensor labels = [1, 1, 1, 0, 0];

    [Fact]
    public void Ties_are_one_step()
    {
        RocCurve curve = RocCurve.Of(scores, labels);
        Assert.Equal([double.PositiveInfinity, 0.9, 0.5, 0.3, 0.1], curve.Points.Select(point => point.Threshold));
        Assert.Equal([0, 0, 0.5, 0.5, 1], curve.Points.Select(point => point.FalsePositiveRate));
        Assert.Equal([0, 1 / 3.0, 2 / 3.0, 1, 1], curve.Points.Select(point => point.TruePositiveRate));
        Assert.Equal(4.5 / 6, curve.Area, 1e-15);
    }

    [Fact]
    public void A_binary_classifier_has_the_curves_of_class_1()
    {
        Tensor<float> logits = Tensor.Vector<float>(2, -1, 3, -4, 0, 0.5f);
        IndexTensor right = [1, 0, 0, 0, 1, 1];
        ClassCurves one = Assert.Single(ClassifierCurves.Of(logits, right, ["no", "yes"]).Classes);
        Assert.Equal(("yes", 1), (one.Name, one.Index));
        Assert.Equal(Metric.RocAuc().Of(logits, right), one.Roc!.Area, 1e-15);
        Assert.Equal(Metric.AveragePrecision().Of(logits, right), one.PrecisionRecall!.AveragePrecision, 1e-15);
        Assert.Equal(1 / (1 + Math.Exp(-3)), one.Roc.Points[1].Threshold, 1e-15);
        Assert.Equal(0.5, one.PrecisionRecall.Share);
        Assert.Equal(6, one.Calibration.Bins.Sum(bin => bin.Weight));
    }

    [Fact]
    public void Of_more_classes_each_has_its_own_and_missing_ones_have_none()
    {
        Tensor<double> outputs = Tensor.Normal<double>([50, 4], 0, 1, new Random(1));
        int[] right = [.. Enumerable.Range(0, 50).Select(row => row % 3)];
        ClassifierCurves curves = ClassifierCurves.Of(outputs, right);
        Assert.Equal([0, 1, 2, 3], curves.Classes.Select(one => one.Index));
        Assert.Equal(Metric.RocAuc().Of(outputs, right), curves.Classes.Take(3).Average(one => one.Roc!.Area), 1e-14);
        double precision = curves.Classes.Take(3).Average(one => one.PrecisionRecall!.AveragePrecision);
        Assert.Equal(Metric.AveragePrecision().Of(outputs, right), precision, 1e-14);
        Assert.Null(curves.Classes[3].Roc);
        Assert.Null(curves.Classes[3].PrecisionRecall);
        Assert.All(curves.Classes[3].Calibration.Bins, bin => Assert.Equal(0, bin.Frequency));
    }

    [Fact]
    public void Calibration_is_the_share_by_probability()
    {
        CalibrationCurve curve = CalibrationCurve.Of(
            Tensor.Vector(0, 0.1, 0.10001, 0.95, 1), [0, 1, 1, 1, 0], Tensor.Vector<double>(1, 1, 1, 3, 1), bins: 10);
        Assert.Equal([2, 1, 4], curve.Bins.Select(bin => bin.Weight));
        Assert.Equal([0.5, 1, 0.75], curve.Bins.Select(bin => bin.Frequency));
        Assert.Equal(0.05, curve.Bins[0].Probability, 1e-15);
        Assert.Equal((2 * 0.45 + 0.89999 + 4 * (3.85 / 4 - 0.75)) / 7, curve.Error, 1e-15);
    }

    [Fact]
    public void What_has_no_curve_is_refused()
    {
        AssertRefused("RocCurve: expected finite scores, got NaN at row 1.", () => RocCurve.Of(Tensor.Vector(1, double.NaN), [0, 1]));
        AssertRefused("RocCurve: expected labels 0 or 1, got 2 at row 1.", () => RocCurve.Of(Tensor.Vector(1.0, 0), [0, 2]));
        AssertRefused(
            "RocCurve: expected samples with label 1 and such with label 0, got only 1.", () => RocCurve.Of(Tensor.Vector(1.0, 0), [1, 1]));
        AssertRefused(
            "RocCurve: expected samples with label 1 and such with label 0, got only 0.",
            () => RocCurve.Of(Tensor.Vector(1.0, 0), [0, 1], Tensor.Vector(1.0, 0)));
        AssertRefused(
            "PrecisionRecallCurve: expected samples with label 1, got none.", () => PrecisionRecallCurve.Of(Tensor.Vector(1.0, 0), [0, 0]));
        AssertRefused("RocCurve: expected samples, got none.", () => RocCurve.Of(Tensor.Zeros<double>([0]), Array.Empty<int>()));
        AssertRefused(
            "CalibrationCurve: expected probabilities from 0 to 1, got 1.5 at row 0.",
            () => CalibrationCurve.Of(Tensor.Vector(1.5, 0), [1, 0]));
        AssertRefused("CalibrationCurve: the number of bins", () => CalibrationCurve.Of(scores, labels, bins: 0));
        AssertRefused(
            "RocCurve: expected scores [samples] and as many labels, got [5] and [2].", () => RocCurve.Of(scores, [0, 1]));
        AssertRefused("RocCurve: weights must be finite numbers of at least 0, got -1 at row 4.", () => RocCurve.Of(
            scores, labels, Tensor.Vector<double>(1, 1, 1, 1, -1)));
        AssertRefused("RocCurve: expected a weight above 0, got 0 for every sample.", () => RocCurve.Of(
            scores, labels, Tensor.Zeros<double>([5])));
        AssertRefused(
            "ClassifierCurves: expected outputs that are not NaN with a finite largest one, got others at row 1.",
            () => ClassifierCurves.Of(Tensor.Create<double>([0, 1, double.NaN, 0], [2, 2]), [0, 1]));
        AssertRefused("ClassifierCurves: label 3 at row 1", () => ClassifierCurves.Of(Tensor.Zeros<double>([2, 3]), [0, 3]));
        AssertRefused(
            "ClassifierCurves: expected 3 names of classes, got 2.",
            () => ClassifierCurves.Of(Tensor.Zeros<double>([2, 3]), [0, 1], ["a", "b"]));
    }

    private static void AssertRefused(string expected, Action action) =>
        Assert.StartsWith(expected, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
