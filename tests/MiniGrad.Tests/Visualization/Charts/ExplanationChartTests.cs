using System.Xml.Linq;
using MiniGrad.Training;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Charts;

/// <summary>Pictures of importances, partial dependences and saliency.</summary>
public class ExplanationChartTests
{
    [Fact]
    public void Bars_are_as_long_as_the_means_with_deviations_around_their_ends()
    {
        const string Long = "a long name of a column that is shortened in the picture";
        PermutationImportance importance =
            new("accuracy", 0.9, [new("noise", [-0.01, 0.01]), new("size", [0.3, 0.5]), new(Long, [0.2, 0.2])]);
        SvgDocument picture = new(new ImportanceChart(importance) { Title = "Columns" });
        picture.AssertTextsHaveRoom();
        Assert.Contains("loss of accuracy", picture.Texts);
        XElement size = Bar("size: 0.4 ± 0.1");
        double left = SvgDocument.Number(size, "x"), width = SvgDocument.Number(size, "width");
        Assert.Equal(width / 2, Width($"{Long}: 0.2 ± 0"), 0.1);
        Assert.Equal(0, Width("noise: 0 ± 0.01"));
        XElement[] lines = [.. picture.Group("size: 0.4 ± 0.1").Elements().Where(line => line.Name.LocalName == "line")];
        Assert.Equal(left + 0.75 * width, SvgDocument.Number(lines[0], "x1"), 0.1);
        Assert.Equal(left + 1.25 * width, SvgDocument.Number(lines[0], "x2"), 0.1);

        double Width(string title) => SvgDocument.Number(Bar(title), "width");
        XElement Bar(string title) => picture.Group(title).Elements().First(bar => bar.Name.LocalName == "rect");
    }

    [Fact]
    public void Only_so_many_columns_have_bars_and_all_may_be_0()
    {
        PermutationImportance many = new("R²", 0.5, Enumerable.Range(0, 40).Select(i => new FeatureImportance($"column {i}", [i])));
        SvgDocument picture = new(new ImportanceChart(many));
        Assert.Contains("column 39", picture.Texts);
        Assert.DoesNotContain("column 9", picture.Texts);
        picture.AssertTextsHaveRoom();
        new SvgDocument(new ImportanceChart(new("R²", 0.5, [new("x", [0])]))).AssertTextsHaveRoom();
        Assert.Throws<ArgumentException>(() => new ImportanceChart(new("R²", 0.5, [new("x", [double.NaN])])));
    }

    [Fact]
    public void Numbers_have_a_line_and_categories_have_dots()
    {
        LineChart numbers = PartialDependenceChart.Of(new("size", null, [1, 2, 4], ["price"], [[10, 11, 13]]));
        Assert.Equal(("size", "mean price"), (numbers.XAxis.Label, numbers.YAxis.Label));
        Assert.Equal([10, 11, 13], numbers.Series[0].Y);
        Assert.True(numbers.Series[0].HasLine);

        LineChart two = PartialDependenceChart.Of(new("colour", ["blue", "red"], null, ["no", "yes"], [[0.2, 0.7], [0.8, 0.3]]));
        Assert.Equal([0.8, 0.3], Assert.Single(two.Series).Y);
        Assert.Equal("mean probability of yes", two.YAxis.Label);
        Assert.False(two.Series[0].HasLine);

        LineChart many = PartialDependenceChart.Of(new("x", null, [0, 1], [.. Enumerable.Range(0, 12).Select(i => $"class {i}")],
            [.. Enumerable.Range(0, 12).Select(i => (double[])[0, i * 0.01])]));
        Assert.Equal(Enumerable.Range(4, 8).Select(i => $"class {i}"), many.Series.Select(line => line.Name));
        foreach (LineChart chart in (LineChart[])[numbers, two, many]) new SvgDocument(chart).AssertTextsHaveRoom();
    }

    [Fact]
    public void An_image_and_its_saliency_are_heat_maps()
    {
        Tensor<float> image = Tensor.Create<float>([0, -1, 0.5f, 1, 0, 0.25f], [1, 6]);
        new SvgDocument(ImageHeatMap.Of(image, 2, 3, "image")).AssertTextsHaveRoom();
        SvgDocument sizes = new(ImageHeatMap.OfSizes(image, 2, 3));
        Assert.Contains("0 to 1", sizes.Texts);
        Assert.StartsWith(
            "ImageHeatMap: expected 2 × 4 numbers, got [1, 6].",
            Assert.Throws<ArgumentException>(() => ImageHeatMap.Of(image, 2, 4)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new PartialDependence("x", null, null, ["y"], [[1]]));
        Assert.Throws<ArgumentException>(() => new PartialDependence("x", ["a"], [1], ["y"], [[1]]));
        Assert.Throws<ArgumentException>(() => new PartialDependence("x", ["a"], null, ["y"], [[1, 2]]));
        Assert.Throws<ArgumentException>(() => new FeatureImportance("x", []));
        Assert.Throws<ArgumentException>(() => new PermutationImportance("R²", 1, []));
    }
}
