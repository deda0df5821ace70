using System.Xml.Linq;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Charts;

public class LineChartTests
{
    [Fact]
    public void Points_lie_at_the_places_of_the_ticks()
    {
        LineChart chart = new() { YAxis = new Axis { Minimum = 0, Maximum = 10 } };
        chart.Add("line", [0, 5, 10], [0, 10, 2.5]);
        SvgDocument document = new(chart);
        IReadOnlyList<Point> points = Assert.Single(SvgDocument.Runs(document.Group("line")));
        (double left, double right) = (TickX(document, "0"), TickX(document, "10"));
        Assert.Equal([left, (left + right) / 2, right], points.Select(point => point.X), (a, b) => Math.Abs(a - b) < 0.02);
        // The plot is 340 high.
        Assert.Equal([340, 0, 255], points.Select(point => point.Y - points[1].Y), (a, b) => Math.Abs(a - b) < 0.02);
    }

    [Fact]
    public void Equal_ratios_take_equal_space_on_a_logarithmic_axis()
    {
        LineChart chart = new() { YAxis = new Axis { Scale = AxisScale.Logarithmic }, XAxis = new Axis { Scale = AxisScale.Logarithmic } };
        chart.Add("line", [1, 10, 100, 1000], [0.001, 0.1, 10, 1000]);
        IReadOnlyList<Point> points = Assert.Single(SvgDocument.Runs(new SvgDocument(chart).Group("line")));
        for (int i = 2; i < 4; i++)
        {
            Assert.Equal(points[1].X - points[0].X, points[i].X - points[i - 1].X, 0.03);
            Assert.Equal(points[1].Y - points[0].Y, points[i].Y - points[i - 1].Y, 0.03);
        }
    }

    [Theory]
    [InlineData(AxisScale.Linear, double.NaN, 2)]
    [InlineData(AxisScale.Linear, double.PositiveInfinity, 2)]
    [InlineData(AxisScale.Linear, -1, 1)]
    [InlineData(AxisScale.Logarithmic, -1, 2)]
    [InlineData(AxisScale.Logarithmic, 0, 2)]
    public void Values_without_a_place_interrupt_lines(AxisScale scale, double value, int runs)
    {
        LineChart chart = new() { YAxis = new Axis { Scale = scale } };
        chart.Add("line", [1, 2, value, 2, 3]);
        Assert.Equal(runs, SvgDocument.Runs(new SvgDocument(chart).Group("line")).Length);
    }

    [Fact]
    public void Marks_cross_the_plot_at_their_value_and_are_in_the_legend()
    {
        LineChart chart = new() { YAxis = new Axis { Minimum = 0, Maximum = 10 } };
        chart.Add("line", [0, 4, 8], [1, 2, 3]);
        chart.Add(Mark.Vertical("end", 10));
        chart.Add(Mark.Horizontal("target", 5));
        chart.Add(Mark.Horizontal("", 2));
        chart.Add(Mark.Horizontal("beyond", 11));
        SvgDocument document = new(chart);
        Assert.Equal(["line", "end", "target"], document.Texts.TakeLast(3));
        XElement vertical = document.Group("end").Elements().Last(), horizontal = document.Group("target").Elements().Last();
        double left = TickX(document, "0"), right = TickX(document, "10");
        // The axis reaches to the mark, beyond the line.
        Assert.Equal([right, right, 340], [SvgDocument.Number(vertical, "x1"), SvgDocument.Number(vertical, "x2"),
            SvgDocument.Number(vertical, "y2") - SvgDocument.Number(vertical, "y1")], (a, b) => Math.Abs(a - b) < 0.02);
        Assert.Equal([left, right, 0], [SvgDocument.Number(horizontal, "x1"), SvgDocument.Number(horizontal, "x2"),
            SvgDocument.Number(horizontal, "y2") - SvgDocument.Number(horizontal, "y1")], (a, b) => Math.Abs(a - b) < 0.02);
        Assert.Equal(SvgDocument.Number(vertical, "y1") + 170, SvgDocument.Number(horizontal, "y1"), 0.02);
        Assert.Equal(["end", "target", "", "beyond"], chart.Marks.Select(mark => mark.Name));
    }

    [Fact]
    public void A_faint_line_is_thinner_and_paler_than_others_of_its_colour()
    {
        LineChart chart = new();
        chart.Add(new LineSeries("faint", [1, 2]) { IsFaint = true, ColorIndex = 0 });
        chart.Add(new LineSeries("line", [2, 3]) { ColorIndex = 0 });
        SvgDocument document = new(chart);
        XElement faint = document.Group("faint").Elements().Last(), line = document.Group("line").Elements().Last();
        Assert.True(SvgDocument.Number(faint, "stroke-width") < SvgDocument.Number(line, "stroke-width"));
        ThemedColor pale = ThemedColor.Between(Colors.Lines[0], Colors.Background, 0.55);
        string rules = document.Elements("style").Single().Value;
        Assert.Contains($".{faint.Attribute("class")!.Value} {{ stroke: {pale.Hex(isDark: false)} }}", rules, StringComparison.Ordinal);
        Assert.Contains($".{faint.Attribute("class")!.Value} {{ stroke: {pale.Hex(isDark: true)} }}", rules, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mark_may_be_given_a_colour()
    {
        LineChart chart = new();
        chart.Add(new LineSeries("line", [1, 2]) { ColorIndex = 6 });
        chart.Add(Mark.Vertical("end", 1, colorIndex: 6));
        SvgDocument document = new(chart);
        Assert.Equal(document.Group("line").Elements().Last().Attribute("class")!.Value,
            document.Group("end").Elements().Last().Attribute("class")!.Value);
        Assert.StartsWith(
            "Mark 'end': ColorIndex must be at least 0, got -1.",
                Assert.Throws<ArgumentOutOfRangeException>(() => Mark.Horizontal("end", 1, -1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Marks_at_values_that_are_not_finite_are_refused(double value) => Assert.StartsWith(
        FormattableString.Invariant($"Mark 'here': value must be finite, got {value}."),
        Assert.Throws<ArgumentOutOfRangeException>(() => Mark.Horizontal("here", value)).Message, StringComparison.Ordinal);

    [Fact]
    public void Long_titles_keep_away_from_the_edges()
    {
        LineChart chart = new() { Title = "A regression's loss: 60 updates from all 256 samples, from 32 and from 1" };
        chart.Add("line", [1, 2]);
        SvgDocument document = new(chart);
        string[] lines = [.. document.Texts.Take(2)];
        Assert.Equal(chart.Title, string.Join(' ', lines));
        Assert.All(document.TextBoxes.Take(2), box => Assert.InRange(box.Corners[0].X, 120, 240));
        document.AssertTextsHaveRoom();
    }

    [Fact]
    public void Points_without_neighbours_are_dots()
    {
        LineChart chart = new();
        chart.Add("line", [1, 2, double.NaN, 3, double.NaN, 1, 2]);
        chart.Add(new LineSeries("marked", [1, 2, 3]) { HasMarkers = true });
        chart.Add(new LineSeries("dots", [3, 1, 2, 2]) { HasLine = false });
        SvgDocument document = new(chart);
        Assert.Equal([1, 3, 4], new[] { "line", "marked", "dots" }.Select(
            name => document.Group(name).Elements().Count(element => element.Name.LocalName == "circle")));
        Assert.Equal([1, 1, 0], new[] { "line", "marked", "dots" }.Select(
            name => document.Group(name).Elements().Count(element => element.Name.LocalName == "path")));
    }

    [Fact]
    public void Lines_are_cut_off_at_the_ends_of_the_axes()
    {
        LineChart chart = new() { XAxis = new Axis { Minimum = 0, Maximum = 3 }, YAxis = new Axis { Minimum = -1, Maximum = 1 } };
        chart.Add(new LineSeries("line", [-1e300, 0, 1, 2, 9], [0, 1e9, 0.5, -1e300, 0]) { HasMarkers = true });
        XElement group = new SvgDocument(chart).Group("line");
        IReadOnlyList<Point> points = SvgDocument.PathPoints(group);
        Assert.NotEmpty(points);
        Assert.All(points, point => Assert.True(point.X is > 0 and < 720 && point.Y is > 0 and < 370, $"{point}"));
        Assert.Single(group.Elements(), element => element.Name.LocalName == "circle");
    }

    [Fact]
    public void Many_points_are_thinned_and_the_extremes_stay()
    {
        double[] values = [.. Enumerable.Range(0, 200_000).Select(i => Math.Sin(i * 0.01))];
        (values[77_777], values[133_333]) = (40, -40);
        LineChart chart = new() { YAxis = new Axis { Minimum = -40, Maximum = 40 } };
        chart.Add("line", values);
        IReadOnlyList<Point> points = SvgDocument.PathPoints(new SvgDocument(chart).Group("line"));
        Assert.InRange(points.Count, 1000, 6000);
        Assert.Equal(340, points.Max(point => point.Y) - points.Min(point => point.Y), 0.02);
    }

    [Theory]
    [InlineData(new[] { 3.0 })]
    [InlineData(new[] { 0.0, 0 })]
    [InlineData(new[] { -5.0, -5, -5 })]
    [InlineData(new[] { 1e300, 1e300 })]
    [InlineData(new[] { 5e-324, 0 })]
    [InlineData(new[] { -1.7e308, 1.7e308 })]
    [InlineData(new[] { 1e-9, 1e9 })]
    [InlineData(new[] { 1.0, 1 + 1e-12, 1 })]
    [InlineData(new[] { 123456789.123, 123456789.124 })]
    public void Data_of_any_size_can_be_drawn(double[] values)
    {
        LineChart chart = new() { Title = "Title" };
        chart.Add("line", values);
        SvgDocument document = new(chart);
        document.AssertTextsHaveRoom();
        XElement group = document.Group("line");
        Assert.True(values.Length == 1 ? group.ToString().Contains("<circle", StringComparison.Ordinal) : SvgDocument.PathPoints(
            group).Count == values.Length);
        LineChart logarithmic = new() { YAxis = new Axis { Scale = AxisScale.Logarithmic } };
        logarithmic.Add("line", [.. values.Select(value => Math.Max(Math.Abs(value), double.Epsilon))]);
        new SvgDocument(logarithmic).AssertTextsHaveRoom();
    }

    [Fact]
    public void Lines_differ_by_colour_and_then_by_dashes()
    {
        LineChart chart = new();
        for (int i = 0; i < 24; i++) chart.Add($"line {i}", [i, i + 1]);
        SvgDocument document = new(chart);
        string[] looks = [.. Enumerable.Range(0, 24).Select(i => document.Group($"line {i}").Elements().Last()).Select(
            path => $"{path.Attribute("class")} {path.Attribute("stroke-dasharray")}")];
        Assert.Equal(24, looks.Distinct().Count());
        Assert.Equal(8, looks.Select(look => look.Split(' ')[0]).Distinct().Count());
        LineChart same = new();
        same.Add(new LineSeries("a", [1, 2]) { ColorIndex = 3 });
        same.Add(new LineSeries("b", [2, 3]) { ColorIndex = 3, Style = LineStyle.Dotted });
        document = new SvgDocument(same);
        Assert.Equal(document.Group("a").Elements().Last().Attribute("class")!.Value,
            document.Group("b").Elements().Last().Attribute("class")!.Value);
        Assert.Equal("2 3", document.Group("b").Elements().Last().Attribute("stroke-dasharray")!.Value);
    }

    [Theory]
    [InlineData(720, 30, "a name")]
    [InlineData(240, 5, "a name that is too long for the narrowest picture")]
    [InlineData(400, 17, "Schedule-Free AdamW")]
    public void The_legend_stands_beneath_the_plot_in_rows_that_fit(int width, int lines, string name)
    {
        LineChart chart = new()
        {
            Width = width,
            PlotHeight = 100,
            Title = "A title that has to be broken into lines in narrow pictures",
            XAxis = new Axis("steps"),
            YAxis = new Axis("a long label (ms)")
        };
        for (int i = 0; i < lines; i++) chart.Add($"{i} {name}", [i, 2 * i, 3 * i]);
        SvgDocument document = new(chart);
        document.AssertTextsHaveRoom();
        double bottom = document.Elements("svg").Max(clip => SvgDocument.Number(clip, "y") + SvgDocument.Number(clip, "height"));
        (string Text, Point[] Corners)[] entries =
            [.. document.TextBoxes.Where(text => char.IsDigit(text.Text[0]) && text.Text.Contains(' '))];
        Assert.Equal(lines, entries.Length);
        Assert.All(entries, entry => Assert.All(entry.Corners, corner => Assert.True(corner.Y > bottom)));
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(21, -40)]
    [InlineData(400, -40)]
    public void Names_on_the_axis_are_slanted_and_then_thinned(int count, double angle)
    {
        LineChart chart =
            new() { XAxis = new Axis("layer") { Categories = [.. Enumerable.Range(0, count).Select(i => $"layers.{i}.weight")] } };
        chart.Add(new LineSeries("norm", Enumerable.Range(0, count).Select(i => (double)i).ToArray()) { HasMarkers = true });
        SvgDocument document = new(chart);
        document.AssertTextsHaveRoom();
        XElement[] names = [.. document.Elements("text").Where(text => text.Value.StartsWith("layers.", StringComparison.Ordinal))];
        Assert.InRange(names.Length, Math.Min(count, 21), 40);
        Assert.All(names, name =>
            Assert.Equal(angle != 0, name.Attribute("transform")?.Value.StartsWith("rotate(-40 ", StringComparison.Ordinal) == true));
        Assert.Equal(count, document.Group("norm").Elements().Count(element => element.Name.LocalName == "circle"));
    }

    private static double TickX(SvgDocument document, string label) =>
        SvgDocument.Number(
            document.Elements("text").First(text => text.Value == label && text.Attribute("text-anchor")!.Value == "middle"), "x");
}
