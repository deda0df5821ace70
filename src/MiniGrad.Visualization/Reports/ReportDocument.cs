namespace MiniGrad.Visualization;

/// <summary>The page around the sections of a report: head, title, date, and links to the sections.</summary>
internal static class ReportDocument
{
    /// <summary>Forbids the page to load anything.</summary>
    private const string Policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

    /// <summary>The text of the page.</summary>
    /// <param name="title">The title.</param>
    /// <param name="date">The time of the report.</param>
    /// <param name="theme">The background.</param>
    /// <param name="note">What stands below the title; null for nothing.</param>
    /// <param name="sections">The sections.</param>
    public static string Of(string title, DateTimeOffset date, Theme theme, XElement? note, IReadOnlyList<ReportSection> sections)
    {
        XElement head = Html.Tag(
            "head", Html.Tag("meta", Html.Attribute("charset", "utf-8")),
            Html.Tag("meta", Html.Attribute("name", "viewport"), Html.Attribute("content", "width=device-width, initial-scale=1")),
            Html.Tag("meta", Html.Attribute("http-equiv", "Content-Security-Policy"), Html.Attribute("content", Policy)),
            Html.Tag("title", title), Html.Tag("style", ReportStyle.Of(theme)));
        XElement body = Html.Tag(
            "body", Html.Tag("header", Html.Tag("h1", title), Time(date), note), sections.Count > 2 ? Links(sections) : null,
            Html.Tag("main", sections.Select(section => section.ToElement())));
        return Html.Page(head, body);
    }

    /// <exception cref="InvalidOperationException">There is no such theme.</exception>
    public static void Check(Theme theme, string who)
    {
        if (!Enum.IsDefined(theme)) throw new InvalidOperationException($"{who}: there is no theme {(int)theme}.");
    }

    /// <summary>Writes a page into a file that is complete or absent.</summary>
    public static void Save(string path, Func<string> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] content = Encoding.UTF8.GetBytes(write());
        AtomicFile.Write(path, stream => stream.Write(content));
    }

    private static XElement Time(DateTimeOffset date) => Html.Tag(
        "time", Html.Attribute("datetime", date.ToString("O", CultureInfo.InvariantCulture)),
        date.ToString("d MMMM yyyy, HH:mm (\\U\\T\\Czzz)", CultureInfo.InvariantCulture));

    private static XElement Links(IEnumerable<ReportSection> sections)
    {
        IEnumerable<XElement> items =
            sections.Select(section => Html.Tag("li", Html.Tag("a", Html.Attribute("href", $"#{section.Id}"), section.Title)));
        return Html.Tag("nav", Html.Attribute("aria-label", "Parts of the report"), Html.Tag("ul", items));
    }
}
