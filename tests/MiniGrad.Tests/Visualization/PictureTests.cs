using System.Globalization;
using System.Xml.Linq;
using MiniGrad.Tests.Data;
using MiniGrad.Visualization;
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
    public void Any_text_is_escaped_and_read_back_unchanged()
    {
        const string Title = "a < b && \"c\" > 'd' → ∂θ 🙂";
        SvgDocument document = new(Chart(Theme.Light, Title, "<svg onload=x>"));
        Assert.Contains(Title, document.Texts);
        Assert.Contains("<svg onload=x>", document.Texts);
        Assert.Equal(Title, document.Elements("title").First().Value);
    }

    [Fact]
    public void Characters_that_XML_cannot_hold_are_replaced() =>
        Assert.Contains("a\ufffdb\ufffdc", new SvgDocument(Chart(Theme.Light, "a\u0001b\ud800c")).Texts);

    [Fact]
    public void Numbers_have_points_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        string expected = Chart(Theme.Automatic).ToSvg();
        try
        {
            CultureInfo.CurrentCulture =
                new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NegativeSign = "~" } };
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
        foreach (ThemedColor line in Colors.Lines)
        {
            // What WCAG 2.1 asks of graphics.
            Assert.InRange(Contrast.Of(line.Light, Colors.Background.Light), 3, 21);
            Assert.InRange(Contrast.Of(line.Dark, Colors.Background.Dark), 3, 21);
        }
        // And of text.
        Assert.InRange(Contrast.Of(Colors.FaintText.Light, Colors.Background.Light), 4.5, 21);
        Assert.InRange(Contrast.Of(Colors.FaintText.Dark, Colors.Background.Dark), 4.5, 21);
    }

    [Fact]
    public void Equal_pictures_have_equal_text_and_different_ones_different_classes()
    {
        Assert.Equal(Chart(Theme.Automatic).ToSvg(), Chart(Theme.Automatic).ToSvg());
        string[] scopes = [.. new[] { Chart(Theme.Light), Chart(Theme.Dark), Chart(Theme.Light, "other") }.Select(Scope)];
        Assert.Equal(3, scopes.Distinct().Count());
    }

    [Fact]
    public void Pictures_that_differ_only_in_colours_have_different_classes()
    {
        LineChart blue = new(), green = new();
        blue.Add(new LineSeries("line", [1, 2]) { ColorIndex = 0 });
        green.Add(new LineSeries("line", [1, 2]) { ColorIndex = 2 });
        Assert.NotEqual(Scope(blue), Scope(green));
        Assert.DoesNotContain(new SvgDocument(blue).Root.DescendantsAndSelf().Attributes(), attribute => attribute.Name.LocalName == "id");
        string[] rules =
            [.. new SvgDocument(blue).Elements("style").Single().Value.Split('\n').Where(line => line.Contains('{') && line[0] != '@')];
        Assert.All(rules, rule => Assert.StartsWith($".{Scope(blue)} .c", rule, StringComparison.Ordinal));
    }

    [Fact]
    public void Save_writes_the_text_of_the_picture()
    {
        using TemporaryFolder folder = new();
        Chart(Theme.Dark).Save(folder.File("chart.svg"));
        Assert.Equal(Chart(Theme.Dark).ToSvg(), File.ReadAllText(folder.File("chart.svg")));
        Assert.Single(Directory.GetFiles(folder.Path));
        Assert.Throws<InvalidOperationException>(() => new LineChart().Save(folder.File("empty.svg")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void An_undefined_theme_is_refused() =>
        Assert.Equal("LineChart: there is no theme 7.", Assert.Throws<InvalidOperationException>(() => Chart((Theme)7).ToSvg()).Message);

    private static string Style(Theme theme)
    {
        SvgDocument document = new(Chart(theme));
        return document.Elements("style").Single().Value.TrimStart('\n').Replace($".{Scope(Chart(theme))} ", "", StringComparison.Ordinal);
    }

    private static string Scope(Picture picture) => new SvgDocument(picture).Root.Attribute("class")!.Value;

    private static string Body(Theme theme)
    {
        XElement root = new SvgDocument(Chart(theme)).Root;
        root.Attribute("class")!.Remove();
        root.Elements().First().Remove();
        return root.ToString();
    }
}
