using static System.FormattableString;

namespace MiniGrad.Visualization;

/// <summary>A function of two variables as lines of equal value, with paths over it, such as descents over a loss surface.</summary>
/// <remarks><code>
/// ContourPlot plot = new((x, y) => x * x + 10 * y * y, -2, 2, -1, 1) { Title = "A valley", XAxis = new Axis("x"), YAxis = new Axis("y") };
/// plot.AddPath("SGD", points);
/// plot.AddMark("minimum", (0, 0));
/// plot.Save("valley.svg");
/// </code>
/// <para>Lines are found by marching squares on a grid, with holes where the function is NaN. Paths and marks are cut off at the rectangle;
/// a point that is not finite interrupts a path.</para></remarks>
public sealed class ContourPlot : Chart
{
    /// <summary>The largest deviation of a simplified line, in pixels.</summary>
    private const double Tolerance = 0.1;
    private const double EndRadius = 4.5;
    private const double BarWidth = 14;
    private const double BarGap = 14;

    /// <summary>The largest number of points of a path that are all marked.</summary>
    private const int MaxMarkedPoints = 60;
    private static readonly TextStyle barStyle = new(Colors.FaintText, 11);
    private static readonly Stroke lineStroke = new(Colors.ContourLine, 0.8);
    private readonly Func<double, double, double>? function;
    private readonly double[,]? grid;
    private readonly (double Minimum, double Maximum) x;
    private readonly (double Minimum, double Maximum) y;
    private readonly List<(string Name, IReadOnlyList<(double X, double Y)> Points)> paths = [];
    private readonly List<(string Name, IReadOnlyList<(double X, double Y)> Points)> marks = [];

    /// <summary>Plots a function over a rectangle.</summary>
    /// <param name="function">f(x, y).</param>
    /// <param name="xMinimum">The left end of the rectangle.</param>
    /// <param name="xMaximum">Its right end.</param>
    /// <param name="yMinimum">Its lower end.</param>
    /// <param name="yMaximum">Its upper end.</param>
    /// <exception cref="ArgumentException">The rectangle has no area, or an end is not finite.</exception>
    public ContourPlot(Func<double, double, double> function, double xMinimum, double xMaximum, double yMinimum, double yMaximum)
        : this(xMinimum, xMaximum, yMinimum, yMaximum)
    {
        ArgumentNullException.ThrowIfNull(function);
        this.function = function;
    }

    /// <summary>Plots values at equal distances over a rectangle, its border included.</summary>
    /// <param name="values">f(x, y), with a row for each y and a column for each x, from the minimum to the maximum.</param>
    /// <inheritdoc cref="ContourPlot(Func{double, double, double}, double, double, double, double)" path="/*[not(self::param)]"/>
    /// <param name="xMinimum">The left end of the rectangle.</param>
    /// <param name="xMaximum">Its right end.</param>
    /// <param name="yMinimum">Its lower end.</param>
    /// <param name="yMaximum">Its upper end.</param>
    public ContourPlot(double[,] values, double xMinimum, double xMaximum, double yMinimum, double yMaximum)
        : this(xMinimum, xMaximum, yMinimum, yMaximum)
    {
        ArgumentNullException.ThrowIfNull(values);
        (int rows, int columns) = (values.GetLength(0), values.GetLength(1));
        if (rows < 2 || columns < 2)
            throw new ArgumentException($"ContourPlot: expected at least 2 rows and 2 columns, got {rows} and {columns}.", nameof(values));
        grid = (double[,])values.Clone();
    }

    private ContourPlot(double xMinimum, double xMaximum, double yMinimum, double yMaximum)
    {
        x = Checked("xMinimum", xMinimum, "xMaximum", xMaximum);
        y = Checked("yMinimum", yMinimum, "yMaximum", yMaximum);
    }

    /// <summary>The values of the lines. Default: <see cref="ContourLevels.Automatic"/>.</summary>
    public ContourLevels Levels { get; init; } = ContourLevels.Automatic;

    /// <summary>Whether the ground between the lines is coloured, stronger where it is lower. Default: true.</summary>
    public bool IsFilled { get; init; } = true;

    /// <summary>Whether both axes have equal units, which sets the height; gradients are then perpendicular to lines. Default:
    /// false.</summary>
    public bool HasEqualUnits { get; init; }

    /// <summary>The number of places along each axis at which the function is evaluated, from 2 to 1,000. Default: 160.</summary>
    public int Resolution { get; init => field = Checked(value, 2, 1000); } = 160;

    /// <summary>Draws a path over the surface, with a circle at its start and a dot at its end.</summary>
    /// <param name="name">The name in the legend; empty for no entry.</param>
    /// <param name="points">The points, copied; up to 60 are all marked.</param>
    /// <exception cref="ArgumentException">There are no points.</exception>
    public void AddPath(string name, IEnumerable<(double X, double Y)> points) => paths.Add(Named("path", name, points));

    /// <summary>Marks places such as known minima by a cross.</summary>
    /// <param name="name">The name in the legend; empty for no entry.</param>
    /// <param name="points">The places.</param>
    /// <exception cref="ArgumentException">There are no places.</exception>
    public void AddMark(string name, params IEnumerable<(double X, double Y)> points) => marks.Add(Named("mark", name, points));

    private protected override Canvas Draw()
    {
        Surface surface = grid is null
            ? Surface.Of(function!, x, y, Resolution)
            : new Surface(Surface.Spread(x, grid.GetLength(1)), Surface.Spread(y, grid.GetLength(0)), grid);
        double[] values = [.. surface.Values.Cast<double>().Where(double.IsFinite)];
        if (values.Length == 0) throw new InvalidOperationException("ContourPlot: the function has no finite value in the rectangle.");
        IReadOnlyList<double> levels = Levels.For(values);
        double barRoom = BarGap + BarWidth + 6 + levels.Max(level => barStyle.Measure(TickLabels.Of(level)));
        PlotFrame frame = Frame(barRoom, PlotHeight);
        // The width depends a little on the numbers beside the plot.
        double ratio = (y.Maximum - y.Minimum) / (x.Maximum - x.Minimum);
        for (int i = 0; i < 2 && HasEqualUnits; i++)
            frame = Frame(barRoom, Math.Clamp(ratio * frame.Area.Width, SmallestHeight, LargestSize));
        Canvas canvas = frame.CreateCanvas();
        using (canvas.Clip(frame.Area)) DrawSurface(canvas, frame, surface.WithRim(), levels);
        for (int i = 0; i < paths.Count; i++) DrawPath(canvas, frame, paths[i].Name, paths[i].Points, StrokeOf(i, StyleOf(i)));
        foreach ((string name, IReadOnlyList<(double X, double Y)> points) in marks)
        {
            using Canvas.Scope group = canvas.Group(name);
            foreach (Point point in points.Select(point => frame.Map(point.X, point.Y)))
                if (frame.Area.Contains(point)) DrawCross(canvas, point);
        }
        frame.DrawAxes(canvas, isClosed: true);
        DrawBar(canvas, frame.Area, levels);
        return canvas;
    }

    private PlotFrame Frame(double barRoom, double height) => new(
        Title, Width, height,
        (XAxis.CreateScale(XAxisName, [x.Minimum, x.Maximum], 0), XAxis.Label),
        (YAxis.CreateScale(YAxisName, [y.Minimum, y.Maximum], 0), YAxis.Label),
        [.. Entries()], barRoom);

    /// <summary>Draws the ground from the lowest level to the highest, one over the other.</summary>
    private void DrawSurface(Canvas canvas, PlotFrame frame, Surface surface, IReadOnlyList<double> levels)
    {
        if (IsFilled) canvas.Path(Outline(frame, surface, double.MinValue), Ground(0, levels.Count));
        for (int i = 0; i < levels.Count; i++)
            canvas.Path(Outline(frame, surface, levels[i]), IsFilled ? Ground(i + 1, levels.Count) : null, lineStroke);
    }

    private static PathData Outline(PlotFrame frame, Surface surface, double level)
    {
        PathData outline = new();
        foreach (List<Point> line in MarchingSquares.Lines(surface, level))
            outline.Polyline(Curve.Simplify([.. line.Select(point => frame.Map(point.X, point.Y))], Tolerance)).Close();
        return outline;
    }

    private static ThemedColor Ground(int band, int levels) =>
        ThemedColor.Between(Colors.LowGround, Colors.HighGround, (double)band / levels);

    private static void DrawPath(Canvas canvas, PlotFrame frame, string name, IReadOnlyList<(double X, double Y)> points, Stroke stroke)
    {
        using Canvas.Scope group = canvas.Group(name);
        Point[] places = [.. points.Select(point => frame.Map(point.X, point.Y))];
        PathData path = new();
        foreach (List<Point> run in Curve.Split(places))
            foreach (List<Point> visible in Curve.Clip(run, frame.Area)) path.Polyline(Curve.Simplify(visible, Tolerance));
        canvas.Path(path, null, new Stroke(Colors.Background, stroke.Width + 1.6));
        canvas.Path(path, null, stroke);
        if (places.Length <= MaxMarkedPoints)
            foreach (Point point in places.Where(point => frame.Area.Contains(point))) canvas.Circle(point, 2.2, stroke.Color);
        if (frame.Area.Contains(places[0])) DrawStart(canvas, places[0], stroke);
        if (places.Length > 1 && frame.Area.Contains(places[^1])) DrawEnd(canvas, places[^1], stroke);
    }

    private static void DrawStart(Canvas canvas, Point at, Stroke stroke, double radius = EndRadius) =>
        canvas.Circle(at, radius, Colors.Background, stroke with { Style = LineStyle.Solid });

    private static void DrawEnd(Canvas canvas, Point at, Stroke stroke, double radius = EndRadius) =>
        canvas.Circle(at, radius + 0.5, stroke.Color, new Stroke(Colors.Background, 1.2));

    private static void DrawCross(Canvas canvas, Point at)
    {
        const double Arm = 5.5;
        PathData cross = new PathData().MoveTo(new(at.X - Arm, at.Y - Arm)).LineTo(new(at.X + Arm, at.Y + Arm))
            .MoveTo(new(at.X - Arm, at.Y + Arm)).LineTo(new(at.X + Arm, at.Y - Arm));
        canvas.Path(cross, null, new Stroke(Colors.Background, 4.6));
        canvas.Path(cross, null, new Stroke(Colors.Text, 2.2));
    }

    /// <summary>Draws the scale of colours, from the lowest value up.</summary>
    private void DrawBar(Canvas canvas, Box area, IReadOnlyList<double> levels)
    {
        Box bar = new(area.Right + BarGap, area.Y, BarWidth, area.Height);
        double band = bar.Height / (levels.Count + 1);
        for (int i = 0; i <= levels.Count && IsFilled; i++)
            canvas.Rectangle(new Box(bar.X, bar.Bottom - (i + 1) * band, bar.Width, band), Ground(i, levels.Count));
        canvas.Rectangle(bar, null, new Stroke(Colors.AxisLine));
        int stride = Math.Max(1, (int)Math.Ceiling(barStyle.LineHeight / band));
        for (int i = 0; i < levels.Count; i++)
        {
            double top = bar.Bottom - (i + 1) * band;
            canvas.Line(new Point(bar.X, top), new Point(bar.Right, top), lineStroke);
            if (i % stride == 0) canvas.Text(TickLabels.Of(levels[i]), new Point(bar.Right + 6, top + barStyle.Size * 0.36), barStyle);
        }
    }

    private IEnumerable<LegendEntry> Entries()
    {
        for (int i = 0; i < paths.Count; i++)
        {
            Stroke stroke = StrokeOf(i, StyleOf(i));
            if (paths[i].Name.Length > 0) yield return new LegendEntry(paths[i].Name, (canvas, box) => DrawSample(canvas, box, stroke));
        }
        foreach ((string name, _) in marks)
            if (name.Length > 0) yield return new LegendEntry(name, (canvas, box) => DrawCross(canvas, box.Center));
    }

    private static void DrawSample(Canvas canvas, Box box, Stroke stroke)
    {
        canvas.Line(new Point(box.X, box.CenterY), new Point(box.Right, box.CenterY), stroke);
        const double Radius = 3;
        DrawStart(canvas, new Point(box.X + Radius, box.CenterY), stroke, Radius);
        DrawEnd(canvas, new Point(box.Right - Radius, box.CenterY), stroke, Radius);
    }

    private static (string Name, IReadOnlyList<(double X, double Y)> Points) Named(
        string what, string name, IEnumerable<(double X, double Y)> points)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(points);
        (double X, double Y)[] copy = [.. points];
        Guard.NotEmpty(copy.Length, $"ContourPlot: {what} '{name}'", "point", nameof(points));
        return (name, copy);
    }

    private static (double Minimum, double Maximum) Checked(string minimumName, double minimum, string maximumName, double maximum)
    {
        if (double.IsFinite(maximum - minimum) && minimum < maximum) return (minimum, maximum);
        string expected = $"finite {minimumName} < {maximumName}";
        throw new ArgumentException(Invariant($"ContourPlot: expected {expected}, got {minimum} and {maximum}."), minimumName);
    }
}
