using MiniGrad.Training;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Charts;

public class ClassifierCurveChartTests
{
    private static ClassifierCurves Random(int classes, int rows, string[]? names = null)
    {
        Random random = new(classes);
        int[] labels = [.. Enumerable.Range(0, rows).Select(_ => random.Next(classes))];
        double[] outputs = [.. Enumerable.Range(0, rows * classes).Select(place =>
            2 * random.NextDouble() + (labels[place / classes] == place % classes ? 1 : 0))];
        return ClassifierCurves.Of(Tensor.Create<double>(outputs, [rows, classes]), labels, names);
    }

    [Fact]
    public void Two_classes_have_one_line_and_that_of_guessing()
    {
        ClassifierCurves curves = Random(2, 200, ["no", "yes"]);
        ClassCurves one = curves.Classes[0];
        LineChart roc = ClassifierCurveChart.Roc(curves);
        Assert.Equal([$"yes: area {TickLabels.Of(one.Roc!.Area, 4)}", "guessing"], roc.Series.Select(line => line.Name));
        Assert.Equal(one.Roc.Points.Select(point => point.TruePositiveRate), roc.Series[0].Y);
        Assert.Equal((0, 1), (roc.XAxis.Minimum!.Value, roc.YAxis.Maximum!.Value));

        LineChart precision = ClassifierCurveChart.PrecisionRecall(curves);
        // The area under the steps is the average precision.
        double area = 0;
        LineSeries line = precision.Series[0];
        for (int i = 0; i + 1 < line.X.Count; i++) area += (line.X[i] - line.X[i + 1]) * line.Y[i];
        Assert.Equal(one.PrecisionRecall!.AveragePrecision, area, 1e-12);
        Assert.Equal([one.PrecisionRecall.Share, one.PrecisionRecall.Share], precision.Series[1].Y);

        LineChart calibration = ClassifierCurveChart.Calibration(curves);
        Assert.Equal(one.Calibration.Bins.Select(bin => bin.Frequency), calibration.Series[0].Y);
        foreach (LineChart chart in (LineChart[])[roc, precision, calibration]) new SvgDocument(chart).AssertTextsHaveRoom();
    }

    [Fact]
    public void Of_many_classes_the_worst_are_shown()
    {
        ClassifierCurves curves = Random(12, 400);
        LineChart chart = ClassifierCurveChart.Roc(curves);
        Assert.Equal(ClassifierCurveChart.MaxClassCount + 1, chart.Series.Count);
        IEnumerable<string> worst = curves.Classes.OrderBy(one => one.Roc!.Area).Take(8).OrderBy(one => one.Index).Select(one => one.Name);
        Assert.Equal(worst, chart.Series.SkipLast(1).Select(line => line.Name.Split(':')[0]));
        new SvgDocument(chart).AssertTextsHaveRoom();
    }

    [Fact]
    public void Without_a_curve_there_is_no_picture()
    {
        ClassifierCurves curves = ClassifierCurves.Of(Tensor.Vector(1.0, 2), [0, 0]);
        Assert.StartsWith(
            "ClassifierCurveChart: expected a class with a receiver operating characteristic, got none",
            Assert.Throws<ArgumentException>(() => ClassifierCurveChart.Roc(curves)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ClassifierCurveChart.PrecisionRecall(curves));
        new SvgDocument(ClassifierCurveChart.Calibration(curves)).AssertTextsHaveRoom();
    }
}
