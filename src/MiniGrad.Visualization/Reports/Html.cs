namespace MiniGrad.Visualization;

/// <summary>Elements of an HTML page that is also well-formed XML. Elements escape their text.</summary>
internal static class Html
{
    private static readonly XNamespace xhtml = "http://www.w3.org/1999/xhtml";

    /// <summary>Elements that have no end tag.</summary>
    private static readonly string[] empty = ["meta", "img", "br"];

    /// <summary>An element.</summary>
    /// <param name="name">The name.</param>
    /// <param name="content">Attributes, elements and text; null for nothing.</param>
    public static XElement Tag(string name, params ReadOnlySpan<object?> content)
    {
        XElement element = new(xhtml + name);
        foreach (object? part in content) element.Add(part is string text ? XmlText.Clean(text) : part);
        return element;
    }

    public static XAttribute Attribute(string name, string value) => new(name, XmlText.Clean(value));
    public static XAttribute Class(string name) => new("class", name);

    /// <summary>A table in a frame that scrolls on a narrow page.</summary>
    /// <param name="label">Its name for screen readers.</param>
    /// <param name="headers">The first row.</param>
    /// <param name="rows">The other rows, of text or elements; the first cell of each is its header.</param>
    /// <param name="leftColumns">The number of columns of names, on the left; the others hold numbers.</param>
    /// <param name="marked">The number of a row that stands out, or −1.</param>
    /// <param name="isText">Which of the other columns hold text all the same. Default: null, none.</param>
    public static XElement Table(
        string label, IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<object>> rows, int leftColumns, int marked = -1,
        Func<int, bool>? isText = null)
    {
        XElement head = Tag("tr");
        for (int i = 0; i < headers.Count; i++) head.Add(Tag("th", Attribute("scope", "col"), NumberClass(i), headers[i]));
        XElement body = Tag("tbody");
        foreach ((int index, IReadOnlyList<object> row) in rows.Index())
        {
            XElement line = Tag("tr", index == marked ? Class("marked") : null);
            line.Add(Tag("th", Attribute("scope", "row"), NumberClass(0), row[0]));
            for (int i = 1; i < row.Count; i++) line.Add(Tag("td", NumberClass(i), row[i]));
            body.Add(line);
        }
        return Tag(
            "div", Class("scroll"), Attribute("role", "region"), Attribute("tabindex", "0"), Attribute("aria-label", label),
            Tag("table", Tag("caption", Class("unseen"), label), Tag("thead", head), body));

        XAttribute? NumberClass(int column) => column >= leftColumns && isText?.Invoke(column) != true ? Class("number") : null;
    }

    /// <summary>A bar beside the text of a share, from 0 to 1; for the eye alone.</summary>
    public static XElement Bar(double share)
    {
        string width = string.Create(CultureInfo.InvariantCulture, $"width:{100 * Math.Clamp(share, 0, 1):0.##}%");
        return Tag("div", Class("bar"), Attribute("aria-hidden", "true"), Tag("div", Attribute("style", width)));
    }

    /// <summary>Names with values, side by side where there is room.</summary>
    public static XElement Pairs(IEnumerable<(string Name, string Value)> pairs) =>
        Tag("dl", Class("pairs"), pairs.Select(pair => Tag("div", Tag("dt", pair.Name), Tag("dd", pair.Value))));

    /// <summary>A key figure with a remark below it.</summary>
    public static XElement Tile(string name, string value, string? remark = null) =>
        Tag("div", Tag("dt", name), Tag("dd", value, remark is null ? null : Tag("span", remark)));

    /// <summary>The text of a page.</summary>
    public static string Page(XElement head, XElement body)
    {
        XElement root = Tag("html", Attribute("lang", "en"), head, body);
        // Browsers expect an end tag for an empty element, but for a few.
        foreach (XElement element in root.Descendants())
            if (element.IsEmpty && element.Name.Namespace == xhtml && !empty.Contains(element.Name.LocalName)) element.Add("");
        return $"<!DOCTYPE html>\n{root.ToString().ReplaceLineEndings("\n")}\n";
    }
}
