namespace MiniGrad.Visualization;

/// <summary>A part of a report under a heading of its own.</summary>
internal sealed record ReportSection(string Id, string Title, IReadOnlyList<XElement> Content)
{
    public XElement ToElement()
    {
        string titleId = $"{Id}-title";
        XElement heading = Html.Tag("h2", Html.Attribute("id", titleId), Title);
        return Html.Tag("section", Html.Attribute("id", Id), Html.Attribute("aria-labelledby", titleId), heading, Content);
    }
}
