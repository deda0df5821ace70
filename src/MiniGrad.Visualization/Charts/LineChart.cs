namespace MiniGrad.Visualization;

/// <summary>Lines over a horizontal axis, such as losses by epoch.</summary>
/// <remarks><code>
/// LineChart chart = new() { Title = "Training", XAxis = new Axis("epoch"), YAxis = new Axis("loss") { Scale = AxisScale.Logarithmic } };
/// chart.Add("SGD", losses);
/// chart.Save("loss.svg");
/// </code>
/// <para>Ticks stand at multiples of 1, 2 or 5 times a power of ten, or at powers of ten. NaN, infinities and, on a logarithmic axis,
/// numbers that are not positive interrupt a line. Invisible points among very many are left out; the highest and the lowest
/// stay.</para></remarks>
public sealed class LineChart : Chart
{
    private const double MarkerRadius = 2.7;

    /// <summary>The share of the background in a faint line's colour.</summary>
    private const double Paleness = 0.55;

    private readonly List<LineSeries> series = [];
    private readonly List<Mark> marks = [];

    /// <summary>The lines, in the order of their colours and of the legend.</summary>
    public IReadOnlyList<LineSeries> Series => series;

    /// <summary>The marked values. Their colours and legend entries follow those of the lines.</summary>
    public IReadOnlyList<Mark> Marks => marks;

    /// <summary>Marks a value.</summary>
    public void Add(Mark mark)
    {
        ArgumentNullException.ThrowIfNull(mark);
        marks.Add(mark);
    }

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
        Scale x = XAxis.CreateScale(XAxisName, series.SelectMany(line => line.X).Concat(Marked(isVertical: true)), hasMarkers ? 0.02 : 0);
        Scale y = YAxis.CreateScale(YAxisName, series.SelectMany(line => line.Y).Concat(Marked(isVertical: false)), 0.05);
        (Mark Mark, Stroke Stroke)[] visible = [.. marks
            .Select((mark, i) => (mark, StrokeOf(mark.ColorIndex ?? series.Count + i, LineStyle.Dashed)))
            .Where(pair => (pair.mark.IsVertical ? x : y).Fraction(pair.mark.Value) is >= 0 and <= 1)];
        PlotFrame frame = new(Title, Width, PlotHeight, (x, XAxis.Label), (y, YAxis.Label), [.. Entries(), .. Entries(visible)]);
        Canvas canvas = frame.CreateCanvas();
        frame.DrawGrid(canvas);
        foreach ((Mark mark, Stroke stroke) in visible) DrawMark(canvas, frame, mark, stroke);
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
            if (line.HasMarkers || !line.HasLine || run.Count == 1) marked.AddRange(thinned.Where(frame.Area.Contains));
        }
        using Canvas.Scope group = canvas.Group(line.Name);
        canvas.Path(path, null, stroke);
        foreach (Point point in marked) canvas.Circle(point, MarkerRadius, stroke.Color);
    }

    private static void DrawMark(Canvas canvas, PlotFrame frame, Mark mark, Stroke stroke)
    {
        using Canvas.Scope group = canvas.Group(mark.Name);
        DrawAcross(canvas, frame.Area, mark.IsVertical ? frame.X(mark.Value) : frame.Y(mark.Value), mark.IsVertical, stroke);
    }

    private static void DrawAcross(Canvas canvas, Box box, double place, bool isVertical, Stroke stroke)
    {
        if (isVertical) canvas.Line(new Point(place, box.Y), new Point(place, box.Bottom), stroke);
        else canvas.Line(new Point(box.X, place), new Point(box.Right, place), stroke);
    }

    private static IEnumerable<LegendEntry> Entries(IEnumerable<(Mark Mark, Stroke Stroke)> marks) =>
        marks.Where(pair => pair.Mark.Name.Length > 0).Select(pair => new LegendEntry(pair.Mark.Name, (canvas, box) =>
            DrawAcross(canvas, box.Grown(-1), pair.Mark.IsVertical ? box.CenterX : box.CenterY, pair.Mark.IsVertical, pair.Stroke)));

    private IEnumerable<double> Marked(bool isVertical) => marks.Where(mark => mark.IsVertical == isVertical).Select(mark => mark.Value);

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

    private Stroke StrokeOf(int index)
    {
        Stroke stroke = StrokeOf(series[index].ColorIndex ?? index, series[index].Style ?? StyleOf(index));
        if (!series[index].IsFaint) return stroke;
        return new(ThemedColor.Between(stroke.Color, Colors.Background, Paleness), Width: 1, stroke.Style);
    }
}
