using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MiniGrad.Visualization;
using Xunit;

namespace MiniGrad.Tests.Visualization;

/// <summary>A drawn picture, read again: what is in it and where.</summary>
internal sealed partial class SvgDocument
{
    private static readonly XNamespace svg = "http://www.w3.org/2000/svg";

    public SvgDocument(Picture picture) => Root = XDocument.Parse(picture.ToSvg()).Root!;

    public XElement Root { get; }

    public double Width => Number(Root, "width");

    public double Height => Number(Root, "height");

    public IReadOnlyList<string> Texts => [.. Elements("text").Select(text => text.Value)];

    /// <summary>The texts with the quadrilaterals that they are estimated to fill.</summary>
    public IReadOnlyList<(string Text, Point[] Corners)> TextBoxes => [.. Elements("text").Select(text => (text.Value, CornersOf(text)))];

    public IEnumerable<XElement> Elements(string name) => Root.Descendants(svg + name);

    /// <summary>The group with the given title.</summary>
    public XElement Group(string title) => Elements("g").First(group => group.Element(svg + "title")?.Value == title);

    /// <summary>All places that the paths in an element go through.</summary>
    public static IReadOnlyList<Point> PathPoints(XElement element) =>
        [.. element.DescendantsAndSelf(svg + "path").Attributes("d").SelectMany(data => PathPoints(data.Value))];

    /// <summary>The stretches of the last path in an element, each of its points.</summary>
    public static IReadOnlyList<Point>[] Runs(XElement element) =>
        [.. element.Elements(svg + "path").Last().Attribute("d")!.Value.Split('M', StringSplitOptions.RemoveEmptyEntries).Select(
            PathPoints)];

    public static double Number(XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    /// <summary>All texts lie in the picture, and no two of them over each other.</summary>
    public void AssertTextsHaveRoom()
    {
        IReadOnlyList<(string Text, Point[] Corners)> boxes = TextBoxes;
        for (int i = 0; i < boxes.Count; i++)
        {
            foreach (Point corner in boxes[i].Corners)
                Assert.True(corner.X >= 0 && corner.X <= Width && corner.Y >= 0 && corner.Y <= Height,
                    $"'{boxes[i].Text}' leaves the picture of {Width} × {Height} at {corner}.");
            for (int k = 0; k < i; k++) Assert.False(
                Overlap(boxes[i].Corners, boxes[k].Corners), $"'{boxes[i].Text}' overlaps '{boxes[k].Text}'.");
        }
    }

    private static IReadOnlyList<Point> PathPoints(string data) =>
        [.. Coordinates().Matches(data).Select(match => new Point(Parse(match.Groups[1].Value), Parse(match.Groups[2].Value)))];

    private static Point[] CornersOf(XElement text)
    {
        double size = Number(text, "font-size"), x = Number(text, "x"), y = Number(text, "y");
        double width = TextMeasure.Width(text.Value, size, text.Attribute("font-weight") is not null);
        double left = text.Attribute("text-anchor")?.Value switch { "middle" => -width / 2, "end" => -width, _ => 0 };
        string turn = text.Attribute("transform")?.Value ?? "rotate(0";
        double angle = double.DegreesToRadians(Parse(turn["rotate(".Length..].Split(' ')[0]));
        return
        [
            .. new[] { (left, -0.72 * size), (left + width, -0.72 * size), (left + width, 0.2 * size), (left, 0.2 * size) }.Select(
                corner => new Point(
                x + corner.Item1 * Math.Cos(angle) - corner.Item2 * Math.Sin(angle),
                    y + corner.Item1 * Math.Sin(angle) + corner.Item2 * Math.Cos(angle))),
        ];
    }

    /// <summary>Whether two convex quadrilaterals overlap: no side of either separates them.</summary>
    private static bool Overlap(Point[] a, Point[] b)
    {
        for (int side = 0; side < 8; side++)
        {
            Point[] of = side < 4 ? a : b;
            (Point from, Point to) = (of[side % 4], of[(side + 1) % 4]);
            double Along(Point point) => (to.Y - from.Y) * point.X - (to.X - from.X) * point.Y;
            if (a.Max(Along) <= b.Min(Along) || b.Max(Along) <= a.Min(Along)) return false;
        }
        return true;
    }

    private static double Parse(string number) => double.Parse(number, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(-?[\d.]+) (-?[\d.]+)")]
    private static partial Regex Coordinates();
}
