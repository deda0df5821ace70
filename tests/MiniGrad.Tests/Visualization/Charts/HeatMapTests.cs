using System.Xml.Linq;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Charts;

public class HeatMapTests
{
    private static readonly double[,] small = { { 0, 0.25, 1 }, { 0.5, 0.125, 0 } };

    [Fact]
    public void Cells_lie_in_their_rows_and_columns_and_tell_their_values()
    {
        SvgDocument document = new(new HeatMap(small, ["a", "b"], ["x", "y", "z"]) { RowLabel = "source", ColumnLabel = "result" });
        double X(string title) => SvgDocument.Number(Cell(document, title), "x");
        double Y(string title) => SvgDocument.Number(Cell(document, title), "y");
        const string AY = "row 1 'a', column 2 'y': 0.25", AZ = "row 1 'a', column 3 'z': 1", BY = "row 2 'b', column 2 'y': 0.125";
        Assert.Equal(Y(AY), Y(AZ));
        Assert.Equal(X(AY), X(BY));
        Assert.True(X(AY) < X(AZ) && Y(AY) < Y(BY));
        Assert.Equal(6, Cells(document).Count());
        (string Text, Point[] Corners)[] names = [.. document.TextBoxes.Where(text => text.Text is "a" or "b" or "x" or "y" or "z")];
        Assert.Equal(["a", "b"], names.Where(IsLeft).OrderBy(text => text.Corners[0].Y).Select(text => text.Text));
        Assert.Equal(["x", "y", "z"], names.Where(text => !IsLeft(text)).OrderBy(text => text.Corners[0].X).Select(text => text.Text));
        Assert.Contains("source", document.Texts);
        Assert.Contains("result", document.Texts);
        // The legend, and the values of a small matrix.
        Assert.Contains("0 to 1", document.Texts);
        Assert.Contains("0.25", document.Texts);

        bool IsLeft((string Text, Point[] Corners) text) => text.Corners[1].X < SvgDocument.Number(Cells(document).First(), "x");
    }

    [Fact]
    public void Rows_of_a_list_give_the_same_picture_as_a_matrix() => Assert.Equal(
        new HeatMap(small, ["a", "b"], ["x", "y", "z"]).ToSvg(),
        new HeatMap((double[][])[[0, 0.25, 1], [0.5, 0.125, 0]], ["a", "b"], ["x", "y", "z"]).ToSvg());

    [Fact]
    public void Later_changes_of_the_matrix_do_not_change_the_picture()
    {
        double[,] values = { { 1, 0 } };
        HeatMap map = new(values, ["a"], ["x", "y"]);
        string before = map.ToSvg();
        values[0, 1] = double.NaN;
        Assert.Equal(before, map.ToSvg());
    }

    [Fact]
    public void Larger_values_are_stronger_between_the_ends_and_beyond_them_the_same()
    {
        string[] columns = ["a", "b", "c", "d", "e"];
        HeatMap map = new(new double[,] { { -1, 0, 0.5, 1, 2 } }, ["row"], columns) { Theme = Theme.Light, Minimum = 0, Maximum = 1 };
        int[] fills = Fills(new SvgDocument(map));
        Assert.Equal(fills[0], fills[1]);
        Assert.Equal(fills[3], fills[4]);
        Assert.Equal(Colors.RightLow.Light, fills[0]);
        Assert.Equal(Colors.RightHigh.Light, fills[4]);
        Assert.True(Contrast.Of(fills[1], 0xffffff) < Contrast.Of(fills[2], 0xffffff));
        Assert.True(Contrast.Of(fills[2], 0xffffff) < Contrast.Of(fills[3], 0xffffff));
        // By default the faintest is 0, and below that the least.
        Assert.NotEqual(Colors.RightLow.Light, Fills(new SvgDocument(Of(Theme.Light, 5, 10)))[0]);
        Assert.Equal(Colors.RightLow.Light, Fills(new SvgDocument(Of(Theme.Light, -5, 10)))[0]);
        Assert.Equal(Colors.RightHigh.Dark, Fills(new SvgDocument(Of(Theme.Dark, 5, 10)))[1]);
        Assert.Equal([Colors.RightLow.Light, Colors.RightHigh.Light],
            Fills(new SvgDocument(Of(Theme.Light, -double.MaxValue, double.MaxValue))));
        Assert.Equal([Colors.RightLow.Light, Colors.RightLow.Light], Fills(new SvgDocument(Of(Theme.Light, -3, -3))));
    }

    [Theory]
    [InlineData(38, 11, 560)]
    [InlineData(11, 38, 560)]
    [InlineData(11, 38, 720)]
    [InlineData(38, 11, 320)]
    [InlineData(1, 1, 240)]
    [InlineData(2, 60, 400)]
    [InlineData(200, 200, 560)]
    public void All_signs_of_an_attention_are_shown_and_have_room(int rows, int columns, int width)
    {
        const string Signs = "Monday, 30 November 1999";
        string[] Names(int count) => [.. Enumerable.Range(0, count).Select(i => $"{Signs[i % Signs.Length]}")];
        double[,] values = new double[rows, columns];
        for (int row = 0; row < rows; row++)
            for (int column = 0; column < columns; column++) values[row, column] = 1.0 / (1 + Math.Abs(row * columns - column * rows));
        SvgDocument document = new(new HeatMap(values, Names(rows), Names(columns))
        {
            Width = width,
            Title = "Attention",
            RowLabel = "source",
            ColumnLabel = "result",
        });
        Assert.Equal(width, document.Width);
        Assert.Equal(rows * columns, Cells(document).Count());
        document.AssertTextsHaveRoom();
        int signs = document.Texts.Count(text => text.Length == 1);
        if (columns <= 38) Assert.Equal(rows + columns, signs);
        else Assert.True(signs > rows);
        if (rows > 8) Assert.Contains("␣", document.Texts);
    }

    [Fact]
    public void Names_may_repeat_be_spaces_or_long()
    {
        string[] rows = [" ", "  ", "\t", "", "a b", "a b", "a name that is far longer than there is room for beside the plot"];
        SvgDocument document = new(new HeatMap(new double[7, 2], rows, ["<x>", "<x>"]) { Width = 300 });
        document.AssertTextsHaveRoom();
        foreach (string shown in (string[])["␣", "␣␣", "⇥", "a b", "<x>"]) Assert.Contains(shown, document.Texts);
        Assert.NotNull(document.Group("row 1 '␣', column 2 '<x>': 0"));
        Assert.EndsWith("…", document.Group(rows[6]).Elements().Last().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_written_in_small_matrices_only_and_with_digits_that_tell_them_apart()
    {
        Assert.Contains("0.020", new SvgDocument(Of(Theme.Light, 0.02, 0.04)).Texts);
        Assert.Contains("250", new SvgDocument(Of(Theme.Light, 250.2, 300)).Texts);
        Assert.Contains("0.00", new SvgDocument(Of(Theme.Light, -0.0001, 1)).Texts);
        Assert.DoesNotContain("0.00", new SvgDocument(Of(Theme.Light, [.. Enumerable.Range(0, 151).Select(i => i / 150.0)])).Texts);
    }

    [Fact]
    public void Other_numbers_of_names_are_refused()
    {
        AssertRefused<ArgumentException>("HeatMap: expected 2 row names, got 1.", () => new HeatMap(small, ["a"], ["x", "y", "z"]));
        AssertRefused<ArgumentException>("HeatMap: expected 3 column names, got 4.",
            () => new HeatMap(small, ["a", "b"], ["x", "y", "z", ""]));
        AssertRefused<ArgumentException>("HeatMap: the name of column 1 is null.", () => new HeatMap(small, ["a", "b"], ["x", null!, "z"]));
        Assert.Throws<ArgumentNullException>("rowNames", () => new HeatMap(small, null!, ["x", "y", "z"]));
        Assert.Throws<ArgumentNullException>("values", () => new HeatMap((double[,])null!, [], []));
        Assert.Throws<ArgumentNullException>("ColumnLabel", () => new HeatMap(small, ["a", "b"], ["x", "y", "z"]) { ColumnLabel = null! });
    }

    [Fact]
    public void Empty_ragged_and_too_large_matrices_are_refused()
    {
        const string Counts = "HeatMap: expected 1 to 200 rows and 1 to 200 columns, got";
        AssertRefused<ArgumentException>($"{Counts} 0 and 0.", () => new HeatMap((double[][])[], [], []));
        AssertRefused<ArgumentException>($"{Counts} 1 and 0.", () => new HeatMap(new double[1, 0], ["a"], []));
        AssertRefused<ArgumentException>(
            $"{Counts} 2 and 201.", () => new HeatMap(new double[2, 201], ["a", "b"], Enumerable.Repeat("x", 201)));
        AssertRefused<ArgumentException>("HeatMap: expected 2 values in every row, as in row 0, got 1 in row 1.",
            () => new HeatMap((double[][])[[1, 2], [3]], ["a", "b"], ["x", "y"]));
        AssertRefused<ArgumentNullException>(
            "HeatMap: a row is null.", () => new HeatMap((double[][])[[1, 2], null!], ["a", "b"], ["x", "y"]));
    }

    [Theory]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Values_that_are_not_finite_are_refused(double value, string name)
    {
        AssertRefused<ArgumentException>($"HeatMap: expected finite values, got {name} in row 1, column 0.",
            () => new HeatMap(new double[,] { { 0 }, { value } }, ["a", "b"], ["x"]));
        AssertRefused<ArgumentOutOfRangeException>($"HeatMap: the minimum must be finite, got {name}.",
            () => new HeatMap(small, ["a", "b"], ["x", "y", "z"]) { Minimum = value });
        AssertRefused<ArgumentOutOfRangeException>($"HeatMap: the maximum must be finite, got {name}.",
            () => new HeatMap(small, ["a", "b"], ["x", "y", "z"]) { Maximum = value });
    }

    [Fact]
    public void A_minimum_that_is_not_below_the_maximum_and_invalid_widths_are_refused()
    {
        AssertRefused<InvalidOperationException>("HeatMap: expected a minimum below the maximum, got 2 and 1.",
            () => new HeatMap(small, ["a", "b"], ["x", "y", "z"]) { Minimum = 2, Maximum = 1 }.ToSvg());
        AssertRefused<InvalidOperationException>("HeatMap: expected a minimum below the maximum, got 2 and 2.",
            () => new HeatMap(small, ["a", "b"], ["x", "y", "z"]) { Minimum = 2 }.ToSvg());
        AssertRefused<InvalidOperationException>("HeatMap: expected a minimum below the maximum, got 0 and -1.",
            () => new HeatMap(small, ["a", "b"], ["x", "y", "z"]) { Maximum = -1 }.ToSvg());
        AssertRefused<ArgumentOutOfRangeException>("HeatMap: Width must be from 240 to 10000, got 239.",
            () => new HeatMap(small, ["a", "b"], ["x", "y", "z"]) { Width = 239 });
    }

    private static HeatMap Of(Theme theme, params double[] values) =>
        new((double[][])[values], ["row"], values.Select((_, i) => $"c{i}")) { Theme = theme };

    private static IEnumerable<XElement> Cells(SvgDocument document) =>
        document.Elements("g").Where(group => group.Elements().First().Value.StartsWith("row ", StringComparison.Ordinal))
            .Select(group => group.Elements().First(element => element.Name.LocalName == "rect"));

    private static XElement Cell(SvgDocument document, string title) =>
        document.Group(title).Elements().First(element => element.Name.LocalName == "rect");

    private static int[] Fills(SvgDocument document)
    {
        string[] rules = document.Elements("style").Single().Value.Split('\n');
        return [.. Cells(document).Select(cell => cell.Attribute("class")!.Value).Select(name => Convert.ToInt32(
            rules.Single(rule => rule.Contains($" .{name} ", StringComparison.Ordinal)).Split('#')[^1][..6], 16))];
    }

    private static void AssertRefused<TException>(string message, Func<object> action) where TException : Exception =>
        Assert.StartsWith(message, Assert.ThrowsAny<TException>(action).Message, StringComparison.Ordinal);
}
