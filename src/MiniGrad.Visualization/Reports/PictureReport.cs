namespace MiniGrad.Visualization;

/// <summary>Texts, figures and pictures of any kind as one HTML page without network or scripts, light and dark.</summary>
/// <remarks>Text is shown as it is. The same content gives the same page, which is well-formed XML. Pictures keep their size; on narrow
/// screens they scroll.</remarks>
/// <example><code>
/// PictureReport report = new("Dates");
/// report.Add("Results", "On 10,000 unseen dates.", [("entirely right", "99.7 %"), ("epochs", "12")]);
/// report.Add("Attention", "Where each character came from.", new HeatMap(new double[,] { { 0.9, 0.1 } }, ["3"], ["0", "3"]));
/// report.Save("report.html");
/// </code></example>
public sealed class PictureReport
{
    private readonly List<(string Heading, XElement[] Texts, Picture[] Pictures)> sections = [];

    /// <param name="title">The title.</param>
    /// <exception cref="ArgumentException">The title is empty.</exception>
    public PictureReport(string title)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(title);
        Title = title;
    }

    /// <summary>The title.</summary>
    public string Title { get; }

    /// <summary>The time of the report. Default: now.</summary>
    public DateTimeOffset Date { get; init; } = DateTimeOffset.Now;

    /// <summary>The background of the page and of all its pictures. Default: <see cref="Theme.Automatic"/>.</summary>
    public Theme Theme { get; init; } = Theme.Automatic;

    /// <summary>Adds a section: its heading, paragraphs, a table of figures, and pictures, of which there may be none.</summary>
    /// <param name="heading">The heading.</param>
    /// <param name="text">The text; each of its lines is a paragraph. Default: none.</param>
    /// <param name="figures">Names with values. Default: null, none.</param>
    /// <param name="pictures">The pictures, drawn when the page is. Default: null, none.</param>
    /// <exception cref="ArgumentException">The heading is empty, or a picture is null.</exception>
    public void Add(
        string heading, string text = "", IEnumerable<(string Name, string Value)>? figures = null, IEnumerable<Picture>? pictures = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(heading);
        ArgumentNullException.ThrowIfNull(text);
        Picture[] all = [.. pictures ?? []];
        if (all.Contains(null)) throw new ArgumentException($"PictureReport: a picture of '{heading}' is null.", nameof(pictures));
        (string Name, string Value)[] pairs = [.. figures ?? []];
        IEnumerable<XElement> paragraphs = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Html.Tag("p", line));
        sections.Add((heading, [.. paragraphs, .. pairs.Length == 0 ? (XElement[])[] : [Html.Pairs(pairs)]], all));
    }

    /// <summary>Adds a section with one picture.</summary>
    /// <param name="heading">The heading.</param>
    /// <param name="text">The text; each of its lines is a paragraph.</param>
    /// <param name="picture">The picture, drawn when the page is.</param>
    /// <exception cref="ArgumentException">The heading is empty, or the picture is null.</exception>
    public void Add(string heading, string text, Picture picture) => Add(heading, text, figures: null, [picture]);

    /// <summary>The page.</summary>
    /// <exception cref="InvalidOperationException">A picture has nothing to draw, or there is no such theme.</exception>
    public string ToHtml()
    {
        ReportDocument.Check(Theme, nameof(PictureReport));
        return ReportDocument.Of(Title, Date, Theme, note: null, [.. sections.Select((section, index) =>
            new ReportSection(
                string.Create(CultureInfo.InvariantCulture, $"section-{index + 1}"), section.Heading,
                [.. section.Texts, .. Drawn(section.Heading, section.Pictures)]))]);
    }

    /// <summary>Writes the page into a file.</summary>
    /// <param name="path">The file to create or replace, usually <c>….html</c>. It is complete or absent.</param>
    /// <exception cref="InvalidOperationException">A picture has nothing to draw, or there is no such theme.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public void Save(string path) => ReportDocument.Save(path, ToHtml);

    /// <summary>The pictures side by side where there is room.</summary>
    private IEnumerable<XElement> Drawn(string heading, Picture[] pictures)
    {
        if (pictures.Length == 0) yield break;
        yield return Html.Tag("div", Html.Class("pictures"), pictures.Select(Frame));

        XElement Frame(Picture picture)
        {
            string name = picture.Title.Length > 0 ? picture.Title : heading;
            XElement svg = picture.ToElement(Theme);
            svg.Add(Html.Attribute("aria-label", name));
            return Html.Tag(
                "div", Html.Class("scroll"), Html.Attribute("role", "region"), Html.Attribute("tabindex", "0"),
                Html.Attribute("aria-label", name), svg);
        }
    }
}
