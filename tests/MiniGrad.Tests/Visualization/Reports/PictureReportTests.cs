using System.Xml.Linq;
using MiniGrad.Tests.Data;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization.Reports;

public class PictureReportTests
{
    private const string Nasty = "</title></style><script>alert(1)</script> & \"'` \u0001 ∂ 🙂";
    private static readonly DateTimeOffset date = new(2026, 2, 3, 14, 5, 0, TimeSpan.FromHours(1));

    private static HeatMap Map(string title = "") => new(new double[,] { { 0.25, 0.75 } }, ["a"], ["x", "y"]) { Title = title };

    [Fact]
    public void Sections_show_texts_figures_and_pictures_in_order()
    {
        PictureReport report = new("Dates") { Date = date };
        report.Add("Results", "Unseen dates.\n\nAnother paragraph.", [("entirely right", "99.7 %"), ("epochs", "12")]);
        report.Add("Attention", "Where it came from.", Map("3 May"));
        report.Add("More", pictures: [Map("one"), Map()]);
        ReportPage page = new(report.ToHtml());

        Assert.Equal(["section-1", "section-2", "section-3"], page.Sections);
        Assert.Equal(["Results", "Attention", "More"], page.Tags("nav").Descendants().Where(element => !element.HasElements).Select(
            element => element.Value));
        Assert.Contains("3 February 2026, 14:05 (UTC+01:00)", page.Tags("header").Single().Value, StringComparison.Ordinal);
        Assert.Equal(["Unseen dates.", "Another paragraph."], Texts(page, "section-1", "p"));
        Assert.Equal(["entirely right", "epochs"], Texts(page, "section-1", "dt"));
        Assert.Equal(["99.7 %", "12"], Texts(page, "section-1", "dd"));
        Assert.Equal([0, 1, 2], page.Sections.Select(section => Pictures(page, section).Count));
        Assert.Equal(["3 May", "one", "More"], page.Sections.SelectMany(section => Pictures(page, section)).Select(
            picture => picture.Attribute("aria-label")!.Value));
        Assert.Equal(page.Text, report.ToHtml());
    }

    [Fact]
    public void Given_text_is_escaped_and_shown()
    {
        string shown = Nasty.Replace('\u0001', '\ufffd');
        PictureReport report = new(Nasty);
        report.Add(Nasty, Nasty, [(Nasty, Nasty)], [Map(Nasty), new HeatMap(new double[1, 1], [Nasty], [Nasty])]);
        ReportPage page = new(report.ToHtml());
        Assert.Equal(shown, page.Tags("h1").Single().Value);
        foreach (string tag in (string[])["h2", "p", "dt", "dd"]) Assert.Equal([shown], Texts(page, "section-1", tag));
    }

    [Fact]
    public void All_pictures_have_the_theme_of_the_page()
    {
        PictureReport report = new("Dark") { Theme = Theme.Dark };
        report.Add("Map", "", Map());
        string picture = Pictures(new ReportPage(report.ToHtml()), "section-1").Single().Value;
        Assert.Contains(Colors.Background.Hex(isDark: true), picture, StringComparison.Ordinal);
        Assert.DoesNotContain("prefers-color-scheme", report.ToHtml(), StringComparison.Ordinal);
        Assert.Equal("PictureReport: there is no theme 7.",
            Assert.Throws<InvalidOperationException>(() => new PictureReport("a") { Theme = (Theme)7 }.ToHtml()).Message);
    }

    [Fact]
    public void A_page_is_written_whole_or_not_at_all()
    {
        using TemporaryFolder folder = new();
        PictureReport report = new("Whole") { Date = date };
        report.Add("Map", "", Map());
        report.Save(folder.File("report.html"));
        Assert.Equal(report.ToHtml(), File.ReadAllText(folder.File("report.html")));
        string before = report.ToHtml();
        report.Add("Nothing", "", new LineChart());
        Assert.Equal("LineChart: expected at least one series, got none.",
            Assert.Throws<InvalidOperationException>(() => report.Save(folder.File("report.html"))).Message);
        Assert.Equal(before, File.ReadAllText(folder.File("report.html")));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Missing_titles_headings_and_pictures_are_refused()
    {
        Assert.Throws<ArgumentException>("title", () => new PictureReport(" "));
        PictureReport report = new("a");
        Assert.Throws<ArgumentException>("heading", () => report.Add(""));
        Assert.StartsWith("PictureReport: a picture of 'Map' is null.",
            Assert.Throws<ArgumentException>("pictures", () => report.Add("Map", "", picture: null!)).Message, StringComparison.Ordinal);
        Assert.Empty(new ReportPage(report.ToHtml()).Sections);
    }

    private static IEnumerable<string> Texts(ReportPage page, string section, string tag) =>
        page.Section(section).Descendants().Where(element => element.Name.LocalName == tag).Select(element => element.Value);

    private static List<XElement> Pictures(ReportPage page, string section) =>
        [.. page.Section(section).Descendants().Where(element => element.Name.LocalName == "svg").Where(
            svg => svg.Parent!.Name.LocalName == "div")];
}
