using System.Xml.Linq;

namespace MiniGrad.Tests.Search;

/// <summary>What is drawn in the charts of a report.</summary>
internal static class ReportCharts
{
    public static IEnumerable<string> TextsOf(XElement chart) =>
        chart.Descendants().Where(element => element.Name.LocalName == "text").Select(text => text.Value);

    /// <summary>The entries beneath the axes: groups with a title that is a text in them too.</summary>
    public static string[] LegendOf(XElement chart) =>
    [
        .. chart.Elements().Where(element => element.Name.LocalName == "g")
            .Where(group => group.Elements().Any(element => element.Name.LocalName == "text"))
            .Select(group => group.Elements().First().Value),
    ];

    public static (double X, double Y)[] DotsOf(XElement chart, string name)
    {
        XElement group = chart.Descendants().First(element => element.Name.LocalName == "g" &&
            element.Elements().First() is { Name.LocalName: "title" } title && title.Value == name);
        string data = group.Elements().Last(element => element.Attribute("stroke-linecap") is not null).Attribute("d")!.Value;
        return
        [
            .. data.Split('M', StringSplitOptions.RemoveEmptyEntries).Select(dot => dot[..^"h0".Length].Split(' '))
                .Select(place => (double.Parse(place[0]), double.Parse(place[1]))),
        ];
    }
}
