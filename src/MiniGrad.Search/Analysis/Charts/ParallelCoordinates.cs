using MiniGrad.Visualization;

namespace MiniGrad.Search;

/// <summary>An axis of <see cref="ParallelCoordinates"/>.</summary>
/// <param name="Name">The name above it.</param>
/// <param name="Low">The text at its left end.</param>
/// <param name="High">The text at its right end.</param>
/// <param name="Ticks">Places from 0 to 1 to be marked.</param>
/// <param name="MayBeAbsent">Whether some lines have no place on it.</param>
internal sealed record ParallelAxis(string Name, string Low, string High, IReadOnlyList<double> Ticks, bool MayBeAbsent);

/// <summary>Lines through several axes, one below the other, so that a narrow page has room for as many.</summary>
/// <param name="axes">The axes, from top to bottom.</param>
/// <param name="lines">Lines of a look, with a place from 0 to 1 on each axis, NaN where a line has none; later ones over earlier
/// ones.</param>
internal sealed class ParallelCoordinates(IReadOnlyList<ParallelAxis> axes, IReadOnlyList<ParallelLines> lines) : Picture
{
    private const double RowHeight = 52;
    private const double Top = 30;
    private const double Edge = 14;

    /// <summary>The room to the left for lines that are not there.</summary>
    private const double AbsentRoom = 22;
    private static readonly TextStyle nameStyle = new(Colors.Text, 12, IsBold: true);
    private static readonly TextStyle endStyle = new(Colors.FaintText, 11);

    public required int Width { get; init; }

    private protected override Canvas Draw()
    {
        bool hasAbsent = axes.Any(axis => axis.MayBeAbsent);
        double left = Edge + (hasAbsent ? AbsentRoom : 0), right = Width - Edge;
        Legend legend = new(Entries(), right - Edge);
        double bottom = Top + (axes.Count - 1) * RowHeight + 14;
        Canvas canvas = new(Width, bottom + 10 + legend.Height, Title);
        foreach (ParallelLines group in lines)
        {
            PathData path = new();
            foreach (double[] places in group.Places)
            {
                Point[] points = [.. places.Select((place, row) => new Point(
                    double.IsNaN(place) ? Edge + 4 : left + place * (right - left), Top + row * RowHeight))];
                // Upright where they cross an axis, so that a line can be followed through a crowd.
                path.MoveTo(points[0]);
                for (int row = 1; row < points.Length; row++)
                {
                    double middle = (points[row - 1].Y + points[row].Y) / 2;
                    path.CurveTo(new Point(points[row - 1].X, middle), new Point(points[row].X, middle), points[row]);
                }
            }
            using Canvas.Scope scope = canvas.Group(group.Name);
            canvas.Path(path, null, new Stroke(group.Color, group.Width));
        }
        for (int row = 0; row < axes.Count; row++) DrawAxis(canvas, axes[row], Top + row * RowHeight, left, right);
        legend.Draw(canvas, Edge, bottom + 6);
        return canvas;
    }

    private static void DrawAxis(Canvas canvas, ParallelAxis axis, double y, double left, double right)
    {
        Stroke stroke = new(Colors.AxisLine);
        canvas.Line(new Point(left, y), new Point(right, y), stroke);
        foreach (double tick in axis.Ticks)
        {
            double x = left + tick * (right - left);
            canvas.Line(new Point(x, y - 3), new Point(x, y + 3), stroke);
        }
        if (axis.MayBeAbsent) canvas.Circle(new Point(left - AbsentRoom + 4, y), 3, Colors.Background, stroke);
        double third = (right - left) / 3;
        Write(axis.Low, left, Anchor.Start, endStyle, third);
        Write(axis.High, right, Anchor.End, endStyle, third);
        Write(axis.Name, (left + right) / 2, Anchor.Middle, nameStyle, right - left - 2 * Math.Max(Size(axis.Low), Size(axis.High)) - 28);

        double Size(string text) => endStyle.Measure(endStyle.Shorten(text, third));

        void Write(string text, double x, Anchor anchor, TextStyle style, double most)
        {
            string shown = style.Shorten(text, most);
            Point at = new(x, y - 8);
            style = style with { Anchor = anchor };
            // Lines pass behind: a ground of its own keeps the text readable.
            double width = style.Measure(shown), start = anchor switch { Anchor.Start => x, Anchor.End => x - width, _ => x - width / 2 };
            Box ground = new(start - 2, at.Y - style.Size * 0.85, width + 4, style.Size * 1.15);
            canvas.Rectangle(ground, Colors.Background, cornerRadius: 2);
            using Canvas.Scope scope = canvas.Group(shown == text ? "" : text);
            canvas.Text(shown, at, style);
        }
    }

    private IEnumerable<LegendEntry> Entries() => lines.Where(group => group.Name.Length > 0).Select(group => new LegendEntry(
        group.Name, (canvas, box) =>
            canvas.Line(new Point(box.X, box.CenterY), new Point(box.Right, box.CenterY), new Stroke(group.Color, group.Width))));
}

/// <summary>Lines of <see cref="ParallelCoordinates"/> that look alike.</summary>
internal sealed record ParallelLines(string Name, ThemedColor Color, double Width, IReadOnlyList<double[]> Places);
