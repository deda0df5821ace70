using System.Text.RegularExpressions;
using System.Xml.Linq;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Reports;

/// <summary>A written report, read again, and checked for what every page must keep to.</summary>
internal sealed partial class ReportPage
{
    private static readonly XNamespace xhtml = "http://www.w3.org/1999/xhtml";
    private static readonly XNamespace svg = "http://www.w3.org/2000/svg";
    private static readonly string[] withoutEndTag = ["meta", "img", "br"];

    public ReportPage(TrainingReport report) : this(report.ToHtml()) { }

    public ReportPage(string text)
    {
        Text = text;
        Root = XDocument.Parse(Text).Root!;
        AssertIsHtml();
        AssertNeedsNothingElse();
        AssertIsAccessible();
    }

    public string Text { get; }

    public XElement Root { get; }

    /// <summary>The ids of the sections, in order.</summary>
    public IReadOnlyList<string> Sections => [.. Tags("section").Select(section => section.Attribute("id")!.Value)];

    public IEnumerable<XElement> Tags(string name) => Root.Descendants(xhtml + name);

    public XElement Section(string id) => Tags("section").Single(section => section.Attribute("id")!.Value == id);

    /// <summary>The charts of a section as they are in wide windows.</summary>
    public IReadOnlyList<XElement> Charts(string section) =>
        [.. Section(section).Descendants(xhtml + "div").Where(div => div.Attribute("class")?.Value == "wide").Select(
            div => div.Element(svg + "svg")!)];

    /// <summary>The body rows of a section's tables, cell by cell.</summary>
    public IReadOnlyList<string[]> Rows(string section) =>
        [.. Section(section).Descendants(xhtml + "tbody").Elements().Select(row => row.Elements().Select(cell => cell.Value).ToArray())];

    /// <summary>The headings of a section's tables.</summary>
    public IReadOnlyList<string> Headers(string section) =>
        [.. Section(section).Descendants(xhtml + "thead").Elements().Elements().Select(cell => cell.Value)];

    /// <summary>The key figures with their names.</summary>
    public IReadOnlyList<string> Tiles =>
        [.. Section("figures").Descendants(xhtml + "dt").Select(name => $"{name.Value}: {((XElement)name.NextNode!).Nodes().First()}")];

    /// <summary>Browsers, which do not read XML, must come to the same elements.</summary>
    private void AssertIsHtml()
    {
        Assert.StartsWith("<!DOCTYPE html>\n<html", Text, StringComparison.Ordinal);
        string[] names = [.. Root.DescendantsAndSelf().Where(element => element.Name.Namespace == xhtml).Select(
            element => element.Name.LocalName).Distinct()];
        foreach (Match tag in SelfClosing().Matches(Text))
        {
            string name = tag.Groups[1].Value;
            Assert.True(withoutEndTag.Contains(name) || !names.Contains(name), $"<{name}/> has no end to a browser.");
        }
        // Nothing in a style sheet is unescaped by a browser.
        Assert.DoesNotContain('&', StyleSheet().Match(Text).Value);
        string[] ids = [.. Root.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Distinct(), ids);
    }

    private void AssertNeedsNothingElse()
    {
        foreach (string name in (string[])["script", "link", "iframe", "object", "embed", "base", "form"]) Assert.Empty(Tags(name));
        foreach (XAttribute attribute in Root.Descendants().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
        {
            Assert.False(attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase), $"{attribute}");
            if (attribute.Name.LocalName == "src") Assert.StartsWith("data:image/png;base64,", attribute.Value, StringComparison.Ordinal);
            if (attribute.Name.LocalName == "href") Assert.Contains(
                attribute.Value[1..], Root.Descendants().Attributes("id").Select(id => id.Value));
            Assert.False(attribute.Name.LocalName is "srcset" or "poster" or "action" or "data" or "background", $"{attribute}");
        }
        IEnumerable<string> styles = Root.Descendants().Where(element => element.Name.LocalName == "style").Select(style => style.Value)
            .Concat(Root.Descendants().Attributes("style").Select(style => style.Value));
        foreach (string outside in (string[])["url(", "@import", "http"])
            Assert.All(styles, style => Assert.DoesNotContain(outside, style, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(Tags("meta").Attributes("content"),
            content => content.Value.StartsWith("default-src 'none'; img-src data:", StringComparison.Ordinal));
    }

    private void AssertIsAccessible()
    {
        string[] ids = [.. Root.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.All(Root.Descendants().Attributes("aria-labelledby"), label => Assert.Contains(label.Value, ids));
        Assert.All(Tags("img"), image => Assert.NotEmpty(image.Attribute("alt")!.Value));
        Assert.All(Tags("table"), table => Assert.NotEmpty(table.Element(xhtml + "caption")!.Value));
        Assert.All(Tags("th"), header => Assert.Contains(header.Attribute("scope")!.Value, (string[])["row", "col"]));
        Assert.All(Tags("div").Elements(svg + "svg"), picture => Assert.Equal("img", picture.Attribute("role")!.Value));
        Assert.All(Tags("div").Elements(svg + "svg"), picture => Assert.NotEmpty(picture.Attribute("aria-label")!.Value));
        Assert.Single(Tags("h1"));
        Assert.NotNull(Root.Attribute("lang"));
    }

    [GeneratedRegex(@"<([a-z0-9]+)[^<>]*/>")]
    private static partial Regex SelfClosing();

    [GeneratedRegex(@"<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex StyleSheet();
}
