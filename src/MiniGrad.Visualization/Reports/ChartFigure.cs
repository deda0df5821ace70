namespace MiniGrad.Visualization;

/// <summary>A chart in a page, drawn for wide windows and for narrow ones and paper, so that its text is always readable.</summary>
internal static class ChartFigure
{
    private const int WideWidth = 540;
    private const int NarrowWidth = 320;

    /// <summary>Draws a chart under a caption, with a description for screen readers.</summary>
    public static XElement Of(string caption, string description, Theme theme, Func<int, Picture> draw)
    {
        return Html.Tag("figure", Html.Tag("figcaption", caption), Drawn("wide", WideWidth), Drawn("narrow", NarrowWidth));

        XElement Drawn(string cssClass, int width)
        {
            XElement svg = draw(width).ToElement(theme);
            svg.Add(Html.Attribute("aria-label", description));
            return Html.Tag("div", Html.Class(cssClass), svg);
        }
    }
}
