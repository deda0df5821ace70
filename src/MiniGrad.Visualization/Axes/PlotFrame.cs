namespace MiniGrad.Visualization;

/// <summary>The surroundings of a plot (title, axes, ticks, legend), and the map from values to places in the picture.</summary>
internal sealed class PlotFrame
{
    private const double Edge = 16;

    /// <summary>The free space on either side of the title; with less, it looks cut off.</summary>
    private const double TitleEdge = 44;
    private const double TickLength = 5;
    private static readonly TextStyle titleStyle = new(Colors.Text, 16, Anchor.Middle, IsBold: true);
    private static readonly TextStyle labelStyle = new(Colors.Text, 13, Anchor.Middle);
    private static readonly TextStyle valueStyle = HorizontalLabels.Style with { Anchor = Anchor.End };

    private readonly string title;
    private readonly IReadOnlyList<string> titleLines;
    private readonly string xLabel;
    private readonly string yLabel;
    private readonly Scale x;
    private readonly Scale y;
    private readonly HorizontalLabels xTicks;
    private readonly IReadOnlyList<Tick> yTicks;
    private readonly Legend legend;
    private readonly double width;

    /// <summary>Arranges a picture of a width around a plot of a height, with free room on the right.</summary>
    public PlotFrame(
        string title, double width, double plotHeight, (Scale Scale, string Label) x, (Scale Scale, string Label) y,
        IReadOnlyList<LegendEntry> entries, double rightRoom = 0)
    {
        (this.title, this.width) = (title, width);
        (this.x, this.y) = (x.Scale, y.Scale);
        titleLines = TextMeasure.WrapEvenly(title, width - 2 * TitleEdge, titleStyle.Size, titleStyle.IsBold);
        yTicks = this.y.Ticks((int)(plotHeight / this.y.TickDistance));
        double top = Edge + titleLines.Count * titleStyle.LineHeight + (titleLines.Count > 0 ? 6 : 0);
        double labelRoom = y.Label.Length > 0 ? labelStyle.LineHeight + 4 : 0;
        double left = Edge + yTicks.Max(tick => valueStyle.Measure(tick.Label)) + TickLength + 4 + labelRoom;
        double right = width - Edge - rightRoom;
        xTicks = new HorizontalLabels(this.x, right - left);
        left = Math.Max(left, Edge + xTicks.Overhang);
        if (xTicks.Ticks.LastOrDefault(tick => !tick.IsMinor) is { Label: not null } last && rightRoom == 0)
            right = Math.Min(right, width - 4 - (xTicks.Overhang == 0 ? valueStyle.Measure(last.Label) / 2 : 0));
        xTicks = new HorizontalLabels(this.x, right - left);
        Area = new Box(left, top, right - left, plotHeight);
        xLabel = labelStyle.Shorten(x.Label, Area.Width);
        yLabel = labelStyle.Shorten(y.Label, plotHeight);
        legend = new Legend(entries, width - left - Edge);
        LegendTop = Area.Bottom + TickLength + xTicks.Height + (xLabel.Length > 0 ? labelStyle.LineHeight + 6 : 0) + 10;
    }

    /// <summary>The plot.</summary>
    public Box Area { get; }

    private double LegendTop { get; }
    private double Height => LegendTop + legend.Height + (legend.Height > 0 ? 10 : 2);

    /// <summary>The place of a pair of values; not finite where there is none.</summary>
    public Point Map(double valueX, double valueY) => new(X(valueX), Y(valueY));

    /// <summary>The place of a value on the horizontal axis.</summary>
    public double X(double value) => Area.X + x.Fraction(value) * Area.Width;

    /// <summary>The place of a value on the vertical axis.</summary>
    public double Y(double value) => Area.Bottom - y.Fraction(value) * Area.Height;

    /// <summary>A new picture with its title.</summary>
    public Canvas CreateCanvas()
    {
        Canvas canvas = new(width, Height, title);
        for (int i = 0; i < titleLines.Count; i++)
            canvas.Text(titleLines[i], new Point(width / 2, Edge + titleStyle.Size + i * titleStyle.LineHeight), titleStyle);
        return canvas;
    }

    /// <summary>Draws the lines behind the plot.</summary>
    public void DrawGrid(Canvas canvas)
    {
        foreach (Tick tick in xTicks.Ticks.OrderBy(tick => !tick.IsMinor))
            if (x is not CategoryScale) canvas.Line(new Point(X(tick), Area.Y), new Point(X(tick), Area.Bottom), GridStroke(tick));
        foreach (Tick tick in yTicks.OrderBy(tick => !tick.IsMinor))
            if (y is not CategoryScale) canvas.Line(new Point(Area.X, Y(tick)), new Point(Area.Right, Y(tick)), GridStroke(tick));
    }

    /// <summary>Draws the axes with their labels, and the legend.</summary>
    /// <param name="canvas">The picture.</param>
    /// <param name="isClosed">Whether there are lines around the whole plot, not only below and to its left.</param>
    public void DrawAxes(Canvas canvas, bool isClosed = false)
    {
        Stroke stroke = new(Colors.AxisLine);
        Point[] corners = [new(Area.X, Area.Y), new(Area.X, Area.Bottom), new(Area.Right, Area.Bottom)];
        if (isClosed) canvas.Rectangle(Area, null, stroke);
        else canvas.Path(new PathData().Polyline(corners), null, stroke);
        foreach (Tick tick in xTicks.Ticks)
        {
            canvas.Line(new Point(X(tick), Area.Bottom), new Point(X(tick), Area.Bottom + Length(tick)), stroke);
            if (!tick.IsMinor) xTicks.Draw(canvas, tick, X(tick), Area.Bottom + TickLength);
        }
        foreach (Tick tick in yTicks)
        {
            canvas.Line(new Point(Area.X - Length(tick), Y(tick)), new Point(Area.X, Y(tick)), stroke);
            if (!tick.IsMinor) tick.Draw(canvas, new Point(Area.X - TickLength - 4, Y(tick) + valueStyle.Size * 0.36), valueStyle);
        }
        double bottom = Area.Bottom + TickLength + xTicks.Height;
        if (xLabel.Length > 0) canvas.Text(xLabel, new Point(Area.CenterX, bottom + 4 + labelStyle.Size), labelStyle);
        if (yLabel.Length > 0) canvas.Text(yLabel, new Point(Edge + labelStyle.Size * 0.8, Area.CenterY), labelStyle, -90);
        legend.Draw(canvas, Area.X, LegendTop);
    }

    private double X(Tick tick) => X(tick.Value);
    private double Y(Tick tick) => Y(tick.Value);
    private static double Length(Tick tick) => tick.IsMinor ? TickLength / 2 : TickLength;
    private static Stroke GridStroke(Tick tick) => new(tick.IsMinor ? Colors.MinorGridLine : Colors.GridLine);
}
