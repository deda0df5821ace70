using MiniGrad.Training;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Reports;

/// <summary>Curves of a classifier and what is known of columns, in a report.</summary>
public class ExplainedReportTests
{
    [Fact]
    public void Curves_and_columns_have_their_sections()
    {
        Tensor<double> outputs = Tensor.Normal<double>([60, 3], 0, 1, new Random(1));
        int[] labels = [.. Enumerable.Range(0, 60).Select(row => row % 2)];
        ClassifierCurves curves = ClassifierCurves.Of(outputs, labels, ["a", "b", "never"]);
        ReportPage page = new(new TrainingReport("Plants")
        {
            Curves = curves,
            Importance = new("accuracy", 0.9, [new("size", [0.3, 0.5]), new("colour", [0.1])]),
            Dependences = [new("size", null, [1, 2, 3], ["a", "b", "never"], [[0.5, 0.3, 0.1], [0.4, 0.6, 0.8], [0.1, 0.1, 0.1]])],
        });
        Assert.Equal(["ranking", "columns"], page.Sections);
        Assert.Equal(3, page.Charts("ranking").Count);
        Assert.Equal(["a", ReportText.Number(curves.Classes[0].Roc!.Area)], page.Rows("ranking")[0].Take(2));
        Assert.Equal(["never", "–", "–", "0.0 %"], page.Rows("ranking")[2].Take(4));
        Assert.Equal(2, page.Charts("columns").Count);
    }

    [Fact]
    public void Figures_that_are_not_numbers_have_no_picture()
    {
        ReportPage page = new(new TrainingReport("Plants")
        {
            Curves = ClassifierCurves.Of(Tensor.Vector(1.0, 2), [0, 0]),
            Importance = new("R²", 0.9, [new("size", [double.NaN])]),
        });
        Assert.Equal(["ranking"], page.Sections);
        Assert.Single(page.Charts("ranking"));
    }
}
