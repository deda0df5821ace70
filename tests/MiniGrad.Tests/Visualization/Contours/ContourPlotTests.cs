using System.Xml.Linq;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Charts;

public class ContourPlotTests
{
    private static ContourPlot Bowl(bool isFilled = true) =>
        new((x, y) => x * x + y * y, -2, 2, -2, 2)
        {
            Title = "Bowl",
            Levels = ContourLevels.At(4, 1, 2.25),
            IsFilled = isFilled,
            HasEqualUnits = true,
            XAxis = new Axis("x"),
            YAxis = new Axis("y")
        };

    [Fact]
    public void Lines_lie_where_the_function_has_their_values()
    {
        SvgDocument document = new(Bowl(isFilled: false));
        Box area = Area(document);
        Assert.Equal(area.Width, area.Height, 0.5);
        XElement[] lines = [.. document.Elements("svg").Single(element => element.Attribute("overflow") is not null).Elements().Where(
            element => element.Name.LocalName == "path")];
        double[] radii = [1, 1.5, 2];
        for (int i = 0; i < 3; i++)
        {
            // The corners of the rectangle reach every level and close the outline; the rest of it is the line.
            Point[] values = [.. SvgDocument.PathPoints(lines[i]).Select(point => Unmap(point, area)).Where(
                point => Math.Abs(point.X) < 1.98 && Math.Abs(point.Y) < 1.98)];
            Assert.True(values.Length > 20);
            Assert.All(values, value => Assert.Equal(radii[i], double.Hypot(value.X, value.Y), 0.002));
        }
    }

    [Fact]
    public void Bands_are_drawn_from_the_lowest_up_each_in_a_colour_of_its_own()
    {
        XElement[] bands =
            [.. new SvgDocument(Bowl()).Elements("svg").Single(element => element.Attribute("overflow") is not null).Elements()];
        Assert.Equal(4, bands.Length);
        Assert.Equal(4, bands.Select(band => band.Attribute("class")!.Value.Split(' ')[0]).Distinct().Count());
        Assert.All(bands, band => Assert.Equal("evenodd", band.Attribute("fill-rule")!.Value));
    }

    [Fact]
    public void Paths_are_drawn_with_their_points_their_start_and_their_end()
    {
        ContourPlot plot = Bowl();
        plot.AddPath("few", [(-1, -1), (0, 0), (1, 0)]);
        plot.AddPath("many", Enumerable.Range(0, 100).Select(i => (i * 0.01, Math.Sin(i * 0.1))));
        plot.AddPath("one", [(1, 1)]);
        plot.AddMark("minimum", (0, 0));
        SvgDocument document = new(plot);
        Box area = Area(document);
        XElement few = document.Group("few");
        (double, double)[] places = [.. SvgDocument.Runs(few).Single().Select(point => Unmap(point, area)).Select(
            point => (Math.Round(point.X, 3), Math.Round(point.Y, 3)))];
        Assert.Equal([(-1, -1), (0, 0), (1, 0)], places);
        Assert.Equal([5, 2, 2], new[] { "few", "many", "one" }.Select(
            name => document.Group(name).Elements().Count(element => element.Name.LocalName == "circle")));
        Assert.Equal(2, document.Group("minimum").Elements().Count(element => element.Name.LocalName == "path"));
        Assert.Equal(
            ["few", "many", "one", "minimum"], document.Texts.TakeLast(25).Where(text => text is "few" or "many" or "one" or "minimum"));
    }

    [Fact]
    public void Paths_and_marks_are_cut_off_at_the_border()
    {
        ContourPlot plot = Bowl();
        plot.AddPath("away", [(0, 0), (1e9, 1e9), (1e300, double.NaN), (0, -1), (0, -1e200)]);
        plot.AddPath("outside", [(5, 5), (6, 6)]);
        plot.AddMark("far", (9, 9));
        SvgDocument document = new(plot);
        Box area = Area(document);
        Assert.Equal(2, SvgDocument.Runs(document.Group("away")).Length);
        Assert.All(SvgDocument.PathPoints(document.Group("away")), point => Assert.True(area.Grown(0.02).Contains(point), $"{point}"));
        // The title alone.
        Assert.Single(document.Group("outside").Elements());
        Assert.Single(document.Group("far").Elements());
    }

    [Fact]
    public void Values_by_row_and_column_are_drawn_like_the_function()
    {
        double[,] values = new double[41, 41];
        for (int row = 0; row < 41; row++)
            for (int column = 0; column < 41; column++) values[row, column] = Surface(-3 + 0.15 * column, -1 + 0.1 * row);
        string ofFunction = new ContourPlot(Surface, -3, 3, -1, 3) { Resolution = 41 }.ToSvg(),
            ofValues = new ContourPlot(values, -3, 3, -1, 3).ToSvg();
        Assert.Equal(SvgDocument.PathPoints(XElement.Parse(ofFunction)), SvgDocument.PathPoints(XElement.Parse(ofValues)),
            (a, b) => Math.Abs(a.X - b.X) + Math.Abs(a.Y - b.Y) < 0.03);

        static double Surface(double x, double y) => x * x - 0.7 * y * y + x;
    }

    [Fact]
    public void Automatic_levels_are_even_on_even_ground_and_in_ratios_on_steep_ground()
    {
        Assert.Equal([-3, -2, -1, 0, 1, 2, 3], LevelsOf((x, y) => x * x - y * y, 2, ContourLevels.Linear(8)));
        IReadOnlyList<double> steep = LevelsOf((x, y) => (1 - x) * (1 - x) + 100 * Math.Pow(y - x * x, 2), 2, ContourLevels.Automatic);
        Assert.Equal(
            [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000], steep.Select(level => Math.Round(level, 6)).Where(level => level >= 1));
        Assert.Equal([-3, -2, -1, 0, 1, 2, 3, 4], LevelsOf((x, y) => x + y, 2, ContourLevels.Automatic));
        Assert.Equal([0.5, 5, 50], ContourLevels.Logarithmic(0.5, 50, 3).For([1, 2]), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([1, 2, 3], ContourLevels.At(3, 1, 2, 1).For([7]));
        Assert.Equal([7], ContourLevels.Automatic.For([7, 7, 7]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1e-12)]
    [InlineData(1e200)]
    [InlineData(0)]
    public void Surfaces_of_any_height_can_be_drawn_and_their_texts_have_room(double scale)
    {
        ContourPlot plot = new((x, y) => scale * (Math.Pow(x * x + y - 11, 2) + Math.Pow(x + y * y - 7, 2)), -5, 5, -5, 5)
        {
            Title = "Himmelblau",
            XAxis = new Axis("x"),
            YAxis = new Axis("y"),
            Width = 300,
        };
        for (int i = 0; i < 12; i++) plot.AddPath($"path {i}", [(i, i), (0, i)]);
        plot.AddMark("minima", (3, 2), (-2.805118, 3.131312), (-3.77931, -3.283186), (3.584428, -1.848126));
        new SvgDocument(plot).AssertTextsHaveRoom();
    }

    private static IReadOnlyList<double> LevelsOf(Func<double, double, double> function, double extent, ContourLevels levels) =>
        levels.For([.. Surface.Of(function, (-extent, extent), (-extent, extent), 160).Values.Cast<double>()]);

    private static Box Area(SvgDocument document)
    {
        XElement clip = document.Elements("svg").Single(element => element.Attribute("overflow") is not null);
        return new Box(SvgDocument.Number(clip, "x"), SvgDocument.Number(clip, "y"), SvgDocument.Number(clip, "width"),
            SvgDocument.Number(clip, "height"));
    }

    private static Point Unmap(Point point, Box area) =>
        new(-2 + 4 * (point.X - area.X) / area.Width, 2 - 4 * (point.Y - area.Y) / area.Height);

    [Theory]
    [InlineData(0)]
    [InlineData(1e-322)]
    [InlineData(1e-310)]
    public void A_surface_that_is_flat_but_for_subnormal_numbers_is_drawn(double height) =>
        Assert.StartsWith(
            "<svg", new ContourPlot((x, y) => (x * x + 100 * y * y) * height, -1, 1, -1, 1).ToSvg(), StringComparison.Ordinal);
}
