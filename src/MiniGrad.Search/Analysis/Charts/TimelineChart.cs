using MiniGrad.Visualization;
using PlotScale = MiniGrad.Visualization.Scale;

namespace MiniGrad.Search;

/// <summary>What was under way from when to when, in rows.</summary>
/// <param name="rows">The names of the rows, from top to bottom.</param>
/// <param name="kinds">The kinds of bars, with their rows and times.</param>
/// <param name="cuts">Times at which a pause is left out.</param>
internal sealed class TimelineChart(
    IReadOnlyList<string> rows,
    IReadOnlyList<(string Name, ThemedColor Color, IReadOnlyList<(int Row, double Start, double End)> Bars)> kinds,
    IReadOnlyList<double> cuts)
    : Chart
{
    /// <summary>Bars so near are one, in pixels, and none is narrower.</summary>
    private const double Least = 0.7;
    private const double Fill = 0.72;

    private protected override Canvas Draw()
    {
        PlotScale x = XAxis.CreateScale(XAxisName, kinds.SelectMany(kind => kind.Bars).Select(bar => bar.End), 0);
        PlotFrame frame = new(
            Title, Width, PlotHeight, (x, XAxis.Label), (new CategoryScale([.. rows.Reverse()], Width * 0.3), YAxis.Label), [.. Entries()]);
        Canvas canvas = frame.CreateCanvas();
        frame.DrawGrid(canvas);
        foreach ((string name, ThemedColor color, IReadOnlyList<(int, double, double)> bars) in kinds)
        {
            using Canvas.Scope group = canvas.Group(name);
            canvas.Path(Bars(frame, bars), color);
        }
        foreach (double cut in cuts)
        {
            using Canvas.Scope group = canvas.Group("a pause of the study");
            canvas.Line(
                new Point(frame.X(cut), frame.Area.Y), new Point(frame.X(cut), frame.Area.Bottom),
                new Stroke(Colors.AxisLine, 1, LineStyle.Dashed));
        }
        frame.DrawAxes(canvas);
        return canvas;
    }

    private PathData Bars(PlotFrame frame, IReadOnlyList<(int Row, double Start, double End)> bars)
    {
        PathData path = new();
        double height = frame.Area.Height / rows.Count * Fill;
        foreach (IGrouping<int, (int Row, double Start, double End)> row in bars.GroupBy(bar => bar.Row).OrderBy(row => row.Key))
        {
            double top = frame.Y(rows.Count - 1 - row.Key) - height / 2, from = double.NaN, to = double.NegativeInfinity;
            foreach ((_, double start, double end) in row.OrderBy(bar => bar.Start))
            {
                (double left, double right) = (frame.X(start), Math.Max(frame.X(end), frame.X(start) + Least));
                // Between bars that are wide enough to be told apart a gap is left.
                bool isJoined = left <= to + Least && (right - left < 3 * Least || to - from < 3 * Least);
                if (!isJoined)
                {
                    Add(from, to);
                    from = left;
                }
                to = Math.Max(isJoined ? to : 0, right);
            }
            Add(from, to);

            void Add(double left, double right)
            {
                if (right > left) path.Rectangle(new Box(left, top, Math.Max(Least, right - left - (right - left > 3 ? 1 : 0)), height));
            }
        }
        return path;
    }

    private IEnumerable<LegendEntry> Entries() => kinds.Select(kind => new LegendEntry(kind.Name, (canvas, box) =>
        canvas.Rectangle(new Box(box.X + 6, box.Y + 4, box.Width - 12, box.Height - 8), kind.Color)));
}
