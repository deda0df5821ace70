using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Svg;

public class TextMeasureTests
{
    /// <summary>Widths in DejaVu Sans, the widest of the usual fonts, in thousandths of its size, from its own tables.</summary>
    [Theory]
    [InlineData("epoch", 3045)]
    [InlineData("layers.0.weight", 7673)]
    [InlineData("0.001", 2863)]
    [InlineData("−12.5", 3064)]
    [InlineData("10⁻³", 2201)]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 17489)]
    [InlineData("abcdefghijklmnopqrstuvwxyz", 14646)]
    [InlineData("cross-entropy", 6866)]
    public void Estimates_are_near_the_widest_of_the_usual_fonts(string text, double thousandths) =>
        Assert.InRange(TextMeasure.Width(text, 1000) / thousandths, 0.94, 1.15);

    [Theory]
    [InlineData("short", 200, "short")]
    [InlineData("a name that is longer", 80, "a name t…")]
    [InlineData("🙂🙂🙂", 30, "🙂…")]
    [InlineData("", 5, "")]
    public void Text_too_wide_is_shortened_with_an_ellipsis(string text, double width, string expected) =>
        Assert.Equal(expected, TextMeasure.Shorten(text, width, 13));

    [Fact]
    public void Lines_are_broken_at_spaces()
    {
        const string Text = "the quick brown fox  jumps over the lazy dog";
        IReadOnlyList<string> lines = TextMeasure.Wrap(Text, 100, 13);
        Assert.InRange(lines.Count, 3, 6);
        Assert.All(lines, line => Assert.InRange(TextMeasure.Width(line, 13), 1, 100));
        Assert.Equal(Text.Replace("  ", " ", StringComparison.Ordinal), string.Join(' ', lines));
        Assert.Empty(TextMeasure.Wrap("  ", 100, 13));
    }

    [Theory]
    [InlineData("one line", 200, "one line")]
    [InlineData("the quick brown fox jumps over it", 210, "the quick brown|fox jumps over it")]
    [InlineData("a incomprehensibilities", 90, "a|incompreh…")]
    public void Lines_have_similar_lengths(string text, double width, string expected) =>
        Assert.Equal(expected.Split('|'), TextMeasure.WrapEvenly(text, width, 13));
}
