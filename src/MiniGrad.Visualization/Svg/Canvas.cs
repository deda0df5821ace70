using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace MiniGrad.Visualization;

/// <summary>An SVG document being drawn, element by element, in pixels, y downward.</summary>
/// <remarks>
/// It has no ids (what is clipped is a nested <c>svg</c>), and its rules are those of a class of its own, so that any pictures, even the same one twice,
/// can stand in one page.
/// </remarks>
internal sealed class Canvas
{
    public const string FontFamily = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
    private static readonly XNamespace svg = "http://www.w3.org/2000/svg";

    private readonly StyleSheet styles = new();
    private readonly XElement root;
    private XElement current;

    public Canvas(double width, double height, string title)
    {
        root = current = new XElement(svg + "svg",
            new XAttribute("width", Number.Text(width)),
            new XAttribute("height", Number.Text(height)),
            new XAttribute("viewBox", $"0 0 {Number.Text(width)} {Number.Text(height)}"),
            new XAttribute("font-family", FontFamily),
            new XAttribute("role", "img"));
        if (title.Length > 0) root.Add(new XElement(svg + "title", XmlText.Clean(title)));
        Rectangle(new Box(0, 0, width, height), Colors.Background);
    }

    public void Rectangle(Box box, ThemedColor? fill, Stroke? stroke = null, double cornerRadius = 0)
    {
        XElement element = Add("rect", fill, stroke);
        Set(element, "x", box.X);
        Set(element, "y", box.Y);
        Set(element, "width", box.Width);
        Set(element, "height", box.Height);
        if (cornerRadius > 0) Set(element, "rx", cornerRadius);
    }

    public void Line(Point from, Point to, Stroke stroke)
    {
        XElement element = Add("line", null, stroke);
        Set(element, "x1", from.X);
        Set(element, "y1", from.Y);
        Set(element, "x2", to.X);
        Set(element, "y2", to.Y);
    }

    public void Circle(Point center, double radius, ThemedColor? fill, Stroke? stroke = null)
    {
        XElement element = Add("circle", fill, stroke);
        Set(element, "cx", center.X);
        Set(element, "cy", center.Y);
        Set(element, "r", radius);
    }

    /// <summary>A path; where it crosses itself, what is enclosed twice counts as outside.</summary>
    public void Path(PathData data, ThemedColor? fill, Stroke? stroke = null)
    {
        if (data.IsEmpty) return;
        XElement element = Add("path", fill, stroke);
        element.SetAttributeValue("d", data.ToString());
        if (fill is not null) element.SetAttributeValue("fill-rule", "evenodd");
        if (stroke is not null) element.SetAttributeValue("stroke-linejoin", "round");
    }

    /// <summary>One line of text on a baseline, turned about its anchor by an angle in degrees, clockwise.</summary>
    public void Text(string text, Point at, TextStyle style, double angle = 0)
    {
        XElement element = Add("text", style.Color, null);
        Set(element, "x", at.X);
        Set(element, "y", at.Y);
        Set(element, "font-size", style.Size);
        if (style.IsBold) element.SetAttributeValue("font-weight", "600");
        if (style.Anchor != Anchor.Start) element.SetAttributeValue("text-anchor", style.Anchor == Anchor.Middle ? "middle" : "end");
        if (angle != 0) element.SetAttributeValue("transform", $"rotate({Number.Text(angle)} {Number.Text(at.X)} {Number.Text(at.Y)})");
        element.Add(XmlText.Clean(text));
    }

    /// <summary>What is drawn until the returned scope is disposed belongs together; a pointer over it shows the title.</summary>
    public Scope Group(string title)
    {
        Scope scope = Enter(new XElement(svg + "g"));
        if (title.Length > 0) current.Add(new XElement(svg + "title", XmlText.Clean(title)));
        return scope;
    }

    /// <summary>What is drawn until the returned scope is disposed is seen inside the box only.</summary>
    public Scope Clip(Box box)
    {
        Scope scope = Enter(new XElement(svg + "svg"));
        Set(current, "x", box.X);
        Set(current, "y", box.Y);
        Set(current, "width", box.Width);
        Set(current, "height", box.Height);
        current.SetAttributeValue("viewBox", $"{Number.Text(box.X)} {Number.Text(box.Y)} {Number.Text(box.Width)} {Number.Text(box.Height)}");
        current.SetAttributeValue("overflow", "hidden");
        return scope;
    }

    /// <summary>The finished document.</summary>
    public XElement ToElement(Theme theme)
    {
        // Pictures of the same elements may differ in colours, which are in the rules alone.
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{styles.ToCss(theme, "")}{root}"));
        string name = $"p{Convert.ToHexStringLower(hash.AsSpan(0, 6))}";
        XElement document = new(root);
        document.SetAttributeValue("class", name);
        document.AddFirst(new XElement(svg + "style", $"\n{styles.ToCss(theme, name)}"));
        return document;
    }

    private Scope Enter(XElement element)
    {
        Scope scope = new(this, current);
        current.Add(element);
        current = element;
        return scope;
    }

    private XElement Add(string name, ThemedColor? fill, Stroke? stroke)
    {
        XElement element = new(svg + name);
        List<string> classes = [];
        if (fill is { } color) classes.Add(styles.Class("fill", color));
        if (stroke is { } line) classes.Add(styles.Class("stroke", line.Color));
        element.SetAttributeValue("class", string.Join(' ', classes));
        if (fill is null) element.SetAttributeValue("fill", "none");
        if (stroke is { } drawn)
        {
            Set(element, "stroke-width", drawn.Width);
            if (drawn.Style != LineStyle.Solid) element.SetAttributeValue("stroke-dasharray", drawn.Style == LineStyle.Dashed ? "7 4" : "2 3");
        }
        current.Add(element);
        return element;
    }

    private static void Set(XElement element, string attribute, double value) => element.SetAttributeValue(attribute, Number.Text(value));

    /// <summary>An element that takes what is drawn, until it is disposed.</summary>
    public readonly ref struct Scope(Canvas canvas, XElement outer)
    {
        public void Dispose() => canvas.current = outer;
    }
}
