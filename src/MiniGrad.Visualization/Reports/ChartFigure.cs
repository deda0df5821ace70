using System.Xml.Linq;

namespace MiniGrad.Visualization;

/// <summary>
/// A chart in a page: drawn twice, for wide windows and for narrow ones and paper, of which one is seen, so that its text is always of a size to be read.
/// </summary>
internal static class ChartFigure
{
    private const int WideWidth = 540;
    private const int NarrowWidth = 320;

    /// <param name="caption">What stands above it.</param>
    /// <param name="description">What it shows, in words, for those who do not see it.</param>
    /// <param name="theme">For which background.</param>
    /// <param name="draw">Makes the chart for a width.</param>
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
