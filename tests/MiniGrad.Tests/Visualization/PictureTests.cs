using System.Globalization;
using System.Xml.Linq;
using MiniGrad.Tests.Data;
using MiniGrad.Visualization;
using MiniGrad.Visualization.Charts;
using Xunit;

namespace MiniGrad.Tests.Visualization;

/// <summary>What all pictures have in common: the document, its themes, files.</summary>
public class PictureTests
{
    private static LineChart Chart(Theme theme, string title = "Title", string name = "line")
    {
        LineChart chart = new() { Title = title, Theme = theme };
        chart.Add(name, [1, 2, 4]);
        return chart;
    }

    [Fact]
    public void Text_of_any_kind_comes_out_as_it_went_in()
    {
        const string Title = "a < b && \"c\" > 'd' → ∂θ 🙂";
        SvgDocument document = new(Chart(Theme.Light, Title, "<svg onload=x>"));
        Assert.Contains(Title, document.Texts);
        Assert.Contains("<svg onload=x>", document.Texts);
        Assert.Equal(Title, document.Elements("title").First().Value);
    }

    [Fact]
    public void What_XML_cannot_hold_is_replaced() =>
        Assert.Contains("a\ufffdb\ufffdc", new SvgDocument(Chart(Theme.Light, "a\u0001b\ud800c")).Texts);

    [Fact]
    public void Numbers_have_points_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string expected = Chart(Theme.Automatic).ToSvg();
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Assert.Equal(expected, Chart(Theme.Automatic).ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Light_and_dark_differ_in_colours_only_and_the_automatic_theme_has_both()
    {
        string light = Style(Theme.Light), dark = Style(Theme.Dark), automatic = Style(Theme.Automatic);
        Assert.Contains("#ffffff", light, StringComparison.Ordinal);
        Assert.DoesNotContain("#ffffff", dark, StringComparison.Ordinal);
        Assert.DoesNotContain("@media", light + dark, StringComparison.Ordinal);
        Assert.Equal($"{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n", automatic);
        Assert.Equal(Body(Theme.Light), Body(Theme.Dark));
        Assert.Equal(Body(Theme.Light), Body(Theme.Automatic));
    }

    [Fact]
    public void Colours_stand_in_the_style_sheet_alone()
    {
        XElement root = new SvgDocument(Chart(Theme.Light)).Root;
        foreach (XAttribute attribute in root.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "fill" or "stroke"))
            Assert.Equal("none", attribute.Value);
    }

    [Fact]
    public void Every_line_stands_out_from_both_backgrounds()
    {
        foreach (MiniGrad.Visualization.Svg.ThemedColor line in Colors.Lines)
        {
            // What WCAG 2.1 asks of graphics.
            Assert.InRange(Contrast(line.Light, Colors.Background.Light), 3, 21);
            Assert.InRange(Contrast(line.Dark, Colors.Background.Dark), 3, 21);
        }
        // And of text.
        Assert.InRange(Contrast(Colors.FaintText.Light, Colors.Background.Light), 4.5, 21);
        Assert.InRange(Contrast(Colors.FaintText.Dark, Colors.Background.Dark), 4.5, 21);
    }

    [Fact]
    public void The_same_picture_has_the_same_text_and_another_one_another_id()
    {
        Assert.Equal(Chart(Theme.Automatic).ToSvg(), Chart(Theme.Automatic).ToSvg());
        string[] ids = [.. new[] { Chart(Theme.Light), Chart(Theme.Dark), Chart(Theme.Light, "other") }.Select(chart => new SvgDocument(chart).Root.Attribute("id")!.Value)];
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public void Saving_writes_the_text_and_nothing_else()
    {
        using TemporaryFolder folder = new();
        Chart(Theme.Dark).Save(folder.File("chart.svg"));
        Assert.Equal(Chart(Theme.Dark).ToSvg(), File.ReadAllText(folder.File("chart.svg")));
        Assert.Single(Directory.GetFiles(folder.Path));
        Assert.Throws<InvalidOperationException>(() => new LineChart().Save(folder.File("empty.svg")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_theme_that_is_none_is_refused() =>
        Assert.Equal("LineChart: there is no theme 7.", Assert.Throws<InvalidOperationException>(() => Chart((Theme)7).ToSvg()).Message);

    private static string Style(Theme theme)
    {
        SvgDocument document = new(Chart(theme));
        string id = document.Root.Attribute("id")!.Value;
        return document.Elements("style").Single().Value.TrimStart('\n').Replace($"#{id} ", "", StringComparison.Ordinal);
    }

    private static string Body(Theme theme)
    {
        XElement root = new SvgDocument(Chart(theme)).Root;
        root.Attribute("id")!.Remove();
        root.Elements().First().Remove();
        return root.ToString();
    }

    private static double Contrast(int color, int background)
    {
        double a = Luminance(color), b = Luminance(background);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(int color) => 0.2126 * Linear(color >> 16) + 0.7152 * Linear(color >> 8) + 0.0722 * Linear(color);

    private static double Linear(int channel)
    {
        double value = (channel & 0xff) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
