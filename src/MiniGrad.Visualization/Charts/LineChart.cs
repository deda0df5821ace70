using MiniGrad.Visualization.Svg;

namespace MiniGrad.Visualization.Charts;

/// <summary>Lines over a horizontal axis: losses by epoch, schedules, norms by layer.</summary>
/// <remarks>
/// <code>
/// LineChart chart = new() { Title = "Training", XAxis = new Axis("epoch"), YAxis = new Axis("loss") { Scale = AxisScale.Logarithmic } };
/// chart.Add("SGD", losses);
/// chart.Save("loss.svg");
/// </code>
/// <para>
/// Ticks stand at multiples of 1, 2 or 5 times a power of ten, or at powers of ten. NaN, infinities and, on a logarithmic axis, values that are not
/// positive interrupt a line. Of very many points, those that nobody could see are left out; the highest and the lowest stay.
/// </para>
/// </remarks>
public sealed class LineChart : Chart
{
    private const double MarkerRadius = 2.7;

    private readonly List<LineSeries> series = [];

    /// <summary>The lines, in the order of their colours and of the legend.</summary>
    public IReadOnlyList<LineSeries> Series => series;

    /// <summary>Adds a line.</summary>
    public void Add(LineSeries line)
    {
        ArgumentNullException.ThrowIfNull(line);
        series.Add(line);
    }

    /// <summary>Adds a line through the points <c>(x[i], y[i])</c>.</summary>
    /// <inheritdoc cref="LineSeries(string, IEnumerable{double}, IEnumerable{double})"/>
    public void Add(string name, IEnumerable<double> x, IEnumerable<double> y) => Add(new LineSeries(name, x, y));

    /// <summary>Adds a line through the points <c>(i, y[i])</c>, i from 0.</summary>
    /// <inheritdoc cref="LineSeries(string, IEnumerable{double}, IEnumerable{double})"/>
    public void Add(string name, IReadOnlyList<double> y) => Add(new LineSeries(name, y));

    private protected override Canvas Draw()
    {
        if (series.Count == 0) throw new InvalidOperationException("LineChart: expected at least one series, got none.");
        if (YAxis.Categories is not null) throw new InvalidOperationException($"{YAxisName}: only horizontal axes have categories.");
        bool hasMarkers = series.Any(line => line.HasMarkers || !line.HasLine);
        Scale x = XAxis.CreateScale(XAxisName, series.SelectMany(line => line.X), hasMarkers ? 0.02 : 0);
        Scale y = YAxis.CreateScale(YAxisName, series.SelectMany(line => line.Y), 0.05);
        PlotFrame frame = new(Title, Width, PlotHeight, (x, XAxis.Label), (y, YAxis.Label), [.. Entries()]);
        Canvas canvas = frame.CreateCanvas();
        frame.DrawGrid(canvas);
        using (canvas.Clip(frame.Area.Grown(MarkerRadius + 1)))
            for (int i = 0; i < series.Count; i++) DrawLine(canvas, frame, series[i], StrokeOf(i));
        frame.DrawAxes(canvas);
        return canvas;
    }

    private static void DrawLine(Canvas canvas, PlotFrame frame, LineSeries line, Stroke stroke)
    {
        PathData path = new();
        List<Point> marked = [];
        foreach (List<Point> run in Curve.Split(line.X.Zip(line.Y, frame.Map)))
        {
            List<Point> thinned = Curve.Thin(run);
            if (line.HasLine)
                foreach (List<Point> visible in Curve.Clip(thinned, frame.Area)) path.Polyline(visible);
            if (line.HasMarkers || !line.HasLine || run.Count == 1) marked.AddRange(thinned.Where(point => Curve.Contains(frame.Area, point)));
        }
        using Canvas.Scope group = canvas.Group(line.Name);
        canvas.Path(path, null, stroke);
        foreach (Point point in marked) canvas.Circle(point, MarkerRadius, stroke.Color);
    }

    private IEnumerable<LegendEntry> Entries()
    {
        for (int i = 0; i < series.Count; i++)
        {
            (LineSeries line, Stroke stroke) = (series[i], StrokeOf(i));
            if (line.Name.Length > 0) yield return new LegendEntry(line.Name, (canvas, box) => DrawSample(canvas, box, line, stroke));
        }
    }

    private static void DrawSample(Canvas canvas, Box box, LineSeries line, Stroke stroke)
    {
        if (line.HasLine) canvas.Line(new Point(box.X, box.CenterY), new Point(box.Right, box.CenterY), stroke);
        if (line.HasMarkers || !line.HasLine) canvas.Circle(new Point(box.CenterX, box.CenterY), MarkerRadius, stroke.Color);
    }

    private Stroke StrokeOf(int index) => StrokeOf(series[index].ColorIndex ?? index, series[index].Style ?? StyleOf(index));
}
