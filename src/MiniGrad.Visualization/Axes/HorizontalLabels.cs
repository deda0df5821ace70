namespace MiniGrad.Visualization;

/// <summary>The ticks below a plot: as many numbers as fit, and names, slanted before any is left out.</summary>
internal sealed class HorizontalLabels
{
    public static readonly TextStyle Style = new(Colors.FaintText, 11.5);
    private const double Gap = 12;
    private const double Angle = 40;
    private const double LongestName = 170;
    private static readonly double sine = Math.Sin(double.DegreesToRadians(Angle));
    private static readonly double cosine = Math.Cos(double.DegreesToRadians(Angle));
    private readonly bool isSlanted;

    public HorizontalLabels(Scale scale, double width)
    {
        if (scale is not CategoryScale)
        {
            Ticks = Numbers(scale, width);
            return;
        }
        Ticks = scale.Ticks(int.MaxValue);
        double spacing = width / Ticks.Count;
        isSlanted = Ticks.Any(tick => Style.Measure(tick.Label) + Gap > spacing);
        if (!isSlanted) return;
        // The distance of slanted lines is their height.
        int most = Math.Max(1, (int)(width * sine / Style.LineHeight));
        Ticks = [.. scale.Ticks(most).Select(tick => tick.Shorten(Style, LongestName))];
        Overhang = Ticks.Max(tick => (Style.Measure(tick.Label) + Style.Size) * cosine - scale.Fraction(tick.Value) * width);
    }

    public IReadOnlyList<Tick> Ticks { get; }

    /// <summary>The width of labels beyond the plot's left end.</summary>
    public double Overhang { get; }

    /// <summary>The height below the tick marks.</summary>
    public double Height => isSlanted
        ? Ticks.Max(tick => Style.Measure(tick.Label)) * sine + Style.Size * cosine + 4
        : Style.LineHeight + 3;

    public void Draw(Canvas canvas, Tick tick, double x, double top)
    {
        if (isSlanted) tick.Draw(canvas, new Point(x + 4, top + Style.Size), Style with { Anchor = Anchor.End }, -Angle);
        else tick.Draw(canvas, new Point(x, top + Style.Size + 3), Style with { Anchor = Anchor.Middle });
    }

    private static List<Tick> Numbers(Scale scale, double width)
    {
        for (int wanted = Math.Max(2, (int)(width / 60)); wanted > 2; wanted--)
        {
            IReadOnlyList<Tick> ticks = scale.Ticks(wanted);
            List<Tick> fitting = ThoseThatFit(scale, ticks, width);
            if (fitting.Count == ticks.Count) return fitting;
        }
        return ThoseThatFit(scale, scale.Ticks(2), width);
    }

    private static List<Tick> ThoseThatFit(Scale scale, IReadOnlyList<Tick> ticks, double width)
    {
        List<Tick> fitting = [];
        double free = double.NegativeInfinity;
        foreach (Tick tick in ticks)
        {
            double half = Style.Measure(tick.Label) / 2, x = scale.Fraction(tick.Value) * width;
            if (!tick.IsMinor && x - half < free) continue;
            fitting.Add(tick);
            if (!tick.IsMinor) free = x + half + Gap;
        }
        return fitting;
    }
}
