using MiniGrad.Visualization;
using PlotScale = MiniGrad.Visualization.Scale;

namespace MiniGrad.Search;

/// <summary>Dots over two axes of numbers or names, later ones over earlier ones.</summary>
internal sealed class ScatterChart(IReadOnlyList<DotSeries> series) : Chart
{
    private const double LineWidth = 1.8;
    private const double ContourWidth = 1.2;

    /// <summary>The largest share of the width for names to the left.</summary>
    private const double NameShare = 0.28;

    /// <summary>Lines to be drawn under the dots, in the units of the axes.</summary>
    public IReadOnlyList<ContourLine> Contours { get; init; } = [];

    private protected override Canvas Draw()
    {
        PlotScale x = XAxis.CreateScale(XAxisName, series.SelectMany(line => line.Points).Select(point => point.X), 0.02);
        PlotScale y = YAxis.Categories is { } names
            ? new CategoryScale(names, Width * NameShare)
            : YAxis.CreateScale(YAxisName, series.SelectMany(line => line.Points).Select(point => point.Y), 0.05);
        PlotFrame frame = new(Title, Width, PlotHeight, (x, XAxis.Label), (y, YAxis.Label), [.. Entries()]);
        Canvas canvas = frame.CreateCanvas();
        frame.DrawGrid(canvas);
        using (canvas.Clip(frame.Area.Grown(series.Max(line => line.Diameter) / 2 + 1)))
        {
            foreach (ContourLine line in Contours) Draw(canvas, frame, line);
            foreach (DotSeries line in series) Draw(canvas, frame, line);
        }
        frame.DrawAxes(canvas);
        return canvas;
    }

    private static void Draw(Canvas canvas, PlotFrame frame, ContourLine line)
    {
        PathData path = new();
        foreach ((Point from, Point to) in line.Pieces) path.Polyline([frame.Map(from.X, from.Y), frame.Map(to.X, to.Y)]);
        using Canvas.Scope group = canvas.Group(line.Name);
        canvas.Path(path, null, new Stroke(line.Color, ContourWidth));
    }

    private static void Draw(Canvas canvas, PlotFrame frame, DotSeries line)
    {
        Point[] places = [.. line.Points.Select(point => frame.Map(point.X, point.Y))];
        using Canvas.Scope group = canvas.Group(line.Name);
        if (line.HasLine)
        {
            PathData path = new();
            foreach (List<Point> run in Curve.Split(places))
                foreach (List<Point> visible in Curve.Clip(run, frame.Area)) path.Polyline(visible);
            canvas.Path(path, null, new Stroke(line.Color, LineWidth));
        }
        if (line.Diameter <= 0) return;
        PathData dots = new();
        // Rounding must not hide a dot on the border.
        Box area = frame.Area.Grown(0.5);
        foreach (Point place in places)
            if (place.IsFinite && area.Contains(place)) dots.Dot(place);
        canvas.Dots(dots, line.Diameter, line.Color);
    }

    private IEnumerable<LegendEntry> Entries() => Contours.Select(line => new LegendEntry(line.Name, (canvas, box) =>
        canvas.Line(new Point(box.X, box.CenterY), new Point(box.Right, box.CenterY), new Stroke(line.Color, ContourWidth))))
        .Concat(DotEntries());

    private IEnumerable<LegendEntry> DotEntries() =>
        series.Where(line => line.Name.Length > 0).Select(line => new LegendEntry(line.Name, (canvas, box) =>
        {
            if (line.HasLine)
                canvas.Line(new Point(box.X, box.CenterY), new Point(box.Right, box.CenterY), new Stroke(line.Color, LineWidth));
            canvas.Dots(new PathData().Dot(box.Center), line.Diameter, line.Color);
        }));
}
