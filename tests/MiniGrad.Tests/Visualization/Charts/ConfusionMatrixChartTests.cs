using System.Xml.Linq;
using MiniGrad.Training;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Charts;

public class ConfusionMatrixChartTests
{
    [Fact]
    public void Cells_lie_in_the_row_of_the_right_class_and_the_column_of_the_predicted_one()
    {
        ConfusionMatrix matrix = ConfusionMatrix.OfPredictions([0, 0, 2, 1, 2, 0], [0, 0, 0, 1, 2, 2], ["a", "b", "c"]);
        SvgDocument document = new(new ConfusionMatrixChart(matrix));
        XElement Cell(string title) => document.Group(title).Elements().First(element => element.Name.LocalName == "rect");
        XElement aa = Cell("right: a, predicted: a: 2 of 3 (66.67 %)"), ac = Cell("right: a, predicted: c: 1 of 3 (33.33 %)");
        XElement bb = Cell("right: b, predicted: b: 1 of 1 (100 %)"), ca = Cell("right: c, predicted: a: 1 of 2 (50 %)");
        Assert.Equal(SvgDocument.Number(aa, "y"), SvgDocument.Number(ac, "y"), 0.02);
        Assert.Equal(SvgDocument.Number(aa, "x"), SvgDocument.Number(ca, "x"), 0.02);
        Assert.True(SvgDocument.Number(aa, "y") < SvgDocument.Number(bb, "y") && SvgDocument.Number(bb, "y") < SvgDocument.Number(ca, "y"));
        Assert.True(SvgDocument.Number(aa, "x") < SvgDocument.Number(bb, "x") && SvgDocument.Number(bb, "x") < SvgDocument.Number(ac, "x"));
        // What does not occur is not drawn.
        Assert.Equal(
            5, document.Elements("g").Count(group => group.Elements().First().Value.StartsWith("right: ", StringComparison.Ordinal)));
        // From top to bottom as the rows of the matrix are, and from left to right.
        (string Text, Point[] Corners)[] names = [.. document.TextBoxes.Where(text => text.Text is "a" or "b" or "c")];
        Assert.Equal(["a", "b", "c"], names.Where(IsLeft).OrderBy(text => text.Corners[0].Y).Select(text => text.Text));
        Assert.Equal(["a", "b", "c"], names.Where(text => !IsLeft(text)).OrderBy(text => text.Corners[0].X).Select(text => text.Text));

        bool IsLeft((string Text, Point[] Corners) text) => text.Corners[1].X < SvgDocument.Number(aa, "x");
    }

    [Fact]
    public void Larger_shares_are_stronger_and_right_ones_have_another_colour()
    {
        int[] actual = [.. Enumerable.Repeat(0, 100), .. Enumerable.Repeat(1, 100)];
        int[] predicted = [.. Enumerable.Repeat(0, 90), .. Enumerable.Repeat(1, 60), .. Enumerable.Repeat(0, 50)];
        SvgDocument document = new(new ConfusionMatrixChart(ConfusionMatrix.OfPredictions(predicted, actual)) { Theme = Theme.Light });
        string rules = document.Elements("style").Single().Value;
        int FillOf(string title)
        {
            string name = document.Group(title).Elements().First(element => element.Name.LocalName == "rect").Attribute("class")!.Value;
            return Convert.ToInt32(
                rules.Split('\n').Single(rule => rule.Contains($" .{name} ", StringComparison.Ordinal)).Split('#')[^1][..6], 16);
        }
        int strong = FillOf("right: 0, predicted: 0: 90 of 100 (90 %)"), weak = FillOf("right: 1, predicted: 1: 50 of 100 (50 %)");
        int few = FillOf("right: 0, predicted: 1: 10 of 100 (10 %)"), many = FillOf("right: 1, predicted: 0: 50 of 100 (50 %)");
        Assert.True(Contrast.Of(strong, 0xffffff) > Contrast.Of(weak, 0xffffff));
        Assert.True(Contrast.Of(many, 0xffffff) > Contrast.Of(few, 0xffffff));
        Assert.All([strong, weak], color => Assert.True((color & 0xff) > color >> 16, $"{color:x6} is not blue."));
        Assert.All([few, many], color => Assert.True((color & 0xff) < color >> 16, $"{color:x6} is not orange."));
    }

    [Theory]
    [InlineData(2, 560)]
    [InlineData(2, 240)]
    [InlineData(10, 560)]
    [InlineData(10, 320)]
    [InlineData(36, 560)]
    [InlineData(36, 240)]
    [InlineData(200, 400)]
    public void Texts_and_cells_have_room(int classes, int width)
    {
        ConfusionMatrix matrix = Random(classes, 3000, "class");
        SvgDocument document = new(new ConfusionMatrixChart(matrix) { Width = width, Title = "A title" });
        Assert.Equal(width, document.Width);
        document.AssertTextsHaveRoom();
        // All counts are there, or none of them.
        int cells = 0;
        for (int actual = 0; actual < classes; actual++)
            for (int predicted = 0; predicted < classes; predicted++)
                if (matrix[actual, predicted] > 0) cells++;
        IEnumerable<XElement> drawn =
            document.Elements("g").Where(group => group.Elements().First().Value.StartsWith("right: ", StringComparison.Ordinal));
        int counts = drawn.Count(group => group.Elements().Count() == 3);
        Assert.Equal(classes <= 10 ? cells : 0, counts);
    }

    [Fact]
    public void Long_names_are_shortened_and_shown_in_full_where_a_pointer_is()
    {
        string[] names =
            ["a class that has an extraordinarily long name", "b", "another one that nobody would call by its full name", "<d> & \"e\""];
        ConfusionMatrix matrix = ConfusionMatrix.OfPredictions([0, 1, 2, 3], [0, 1, 2, 3], names);
        SvgDocument document = new(new ConfusionMatrixChart(matrix) { Width = 320 });
        document.AssertTextsHaveRoom();
        XElement[] shortened = [.. document.Elements("g").Where(group => group.Elements().First().Value == names[0])];
        Assert.Equal(2, shortened.Length);
        Assert.All(shortened, group => Assert.EndsWith("…", group.Elements().Last().Value, StringComparison.Ordinal));
        Assert.Equal(2, document.Texts.Count(text => text == names[3]));
    }

    [Fact]
    public void Samples_without_a_prediction_have_a_column_of_their_own()
    {
        ConfusionMatrix matrix = new(2, ["a", "b"]);
        matrix.Add(Tensor.Create<double>([1, 0, double.NaN, 0, 0, 1], [3, 2]), [0, 1, 1]);
        SvgDocument document = new(new ConfusionMatrixChart(matrix));
        Assert.Contains("none", document.Texts);
        Assert.NotNull(document.Group("right: b, predicted: none: 1 of 2 (50 %)"));
    }

    [Fact]
    public void Too_many_classes_and_invalid_widths_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new ConfusionMatrixChart(new ConfusionMatrix(201)));
        Assert.StartsWith("ConfusionMatrixChart: expected at most 200 classes, got 201.", error.Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "ConfusionMatrixChart: Width must be from 240 to 10000, got 239.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new ConfusionMatrixChart(new ConfusionMatrix(2)) { Width = 239 }).Message,
                StringComparison.Ordinal);
        new SvgDocument(new ConfusionMatrixChart(new ConfusionMatrix(1))).AssertTextsHaveRoom();
    }

    [Fact]
    public void Text_is_readable_on_every_colour()
    {
        for (int i = 0; i <= 100; i++)
        {
            ThemedColor right = ThemedColor.Between(Colors.RightLow, Colors.RightHigh, i / 100.0);
            ThemedColor wrong = ThemedColor.Between(Colors.WrongLow, Colors.WrongHigh, i / 100.0);
            foreach (ThemedColor fill in new[] { right, wrong, new ThemedColor(i * 0x020202, i * 0x010203) })
            {
                ThemedColor text = fill.ForText();
                Assert.InRange(Contrast.Of(text.Light, fill.Light), 4.5, 21);
                Assert.InRange(Contrast.Of(text.Dark, fill.Dark), 4.5, 21);
            }
        }
    }

    private static ConfusionMatrix Random(int classes, int count, string name)
    {
        Random random = new(7);
        int[] actual = [.. Enumerable.Range(0, count).Select(_ => random.Next(classes))];
        int[] predicted = [.. actual.Select(right => random.NextDouble() < 0.9 ? right : random.Next(classes))];
        return ConfusionMatrix.OfPredictions(predicted, actual, [.. Enumerable.Range(0, classes).Select(index => $"{name} {index}")]);
    }
}
