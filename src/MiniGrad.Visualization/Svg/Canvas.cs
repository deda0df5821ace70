using System.Security.Cryptography;

namespace MiniGrad.Visualization;

/// <summary>An SVG document being drawn, element by element, in pixels, y downward.</summary>
/// <remarks>Without ids and with a class of its own, so that one page can hold any pictures, even one of them twice.</remarks>
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
        Set(element, box);
        if (cornerRadius > 0) Set(element, ("rx", cornerRadius));
    }

    public void Line(Point from, Point to, Stroke stroke) =>
        Set(Add("line", null, stroke), ("x1", from.X), ("y1", from.Y), ("x2", to.X), ("y2", to.Y));

    public void Circle(Point center, double radius, ThemedColor? fill, Stroke? stroke = null) =>
        Set(Add("circle", fill, stroke), ("cx", center.X), ("cy", center.Y), ("r", radius));

    /// <summary>A path; areas that it encloses twice count as outside.</summary>
    public void Path(PathData data, ThemedColor? fill, Stroke? stroke = null)
    {
        if (data.IsEmpty) return;
        XElement element = Add("path", fill, stroke);
        element.SetAttributeValue("d", data.ToString());
        if (fill is not null) element.SetAttributeValue("fill-rule", "evenodd");
        if (stroke is not null) element.SetAttributeValue("stroke-linejoin", "round");
    }

    /// <summary>Discs at the points of a path, in much less text than circles of their own.</summary>
    public void Dots(PathData data, double diameter, ThemedColor color)
    {
        if (data.IsEmpty) return;
        XElement element = Add("path", null, new Stroke(color, diameter));
        element.SetAttributeValue("d", data.ToString());
        element.SetAttributeValue("stroke-linecap", "round");
    }

    /// <summary>One line of text on a baseline, turned about its anchor by an angle in degrees, clockwise.</summary>
    public void Text(string text, Point at, TextStyle style, double angle = 0)
    {
        XElement element = Add("text", style.Color, null);
        Set(element, ("x", at.X), ("y", at.Y), ("font-size", style.Size));
        if (style.IsBold) element.SetAttributeValue("font-weight", "600");
        if (style.Anchor != Anchor.Start) element.SetAttributeValue("text-anchor", style.Anchor == Anchor.Middle ? "middle" : "end");
        if (angle != 0) element.SetAttributeValue("transform", $"rotate({Number.Text(angle)} {Number.Text(at.X)} {Number.Text(at.Y)})");
        element.Add(XmlText.Clean(text));
    }

    /// <summary>A group of all that is drawn until the scope is disposed; a pointer over it shows the title.</summary>
    public Scope Group(string title)
    {
        Scope scope = Enter(new XElement(svg + "g"));
        if (title.Length > 0) current.Add(new XElement(svg + "title", XmlText.Clean(title)));
        return scope;
    }

    /// <summary>Cuts off at the box all that is drawn until the scope is disposed.</summary>
    public Scope Clip(Box box)
    {
        Scope scope = Enter(new XElement(svg + "svg"));
        Set(current, box);
        double[] view = [box.X, box.Y, box.Width, box.Height];
        current.SetAttributeValue("viewBox", string.Join(' ', view.Select(Number.Text)));
        current.SetAttributeValue("overflow", "hidden");
        return scope;
    }

    /// <summary>The finished document.</summary>
    public XElement ToElement(Theme theme)
    {
        // Colours are in the rules alone, so both rules and elements make the name.
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
            Set(element, ("stroke-width", drawn.Width));
            string? dashes = drawn.Style switch { LineStyle.Solid => null, LineStyle.Dashed => "7 4", _ => "2 3" };
            element.SetAttributeValue("stroke-dasharray", dashes);
        }
        current.Add(element);
        return element;
    }

    private static void Set(XElement element, Box box) =>
        Set(element, ("x", box.X), ("y", box.Y), ("width", box.Width), ("height", box.Height));

    private static void Set(XElement element, params ReadOnlySpan<(string Name, double Value)> attributes)
    {
        foreach ((string name, double value) in attributes) element.SetAttributeValue(name, Number.Text(value));
    }

    /// <summary>Leads back to the outer element when it is disposed.</summary>
    public readonly ref struct Scope(Canvas canvas, XElement outer)
    {
        public void Dispose() => canvas.current = outer;
    }
}
