namespace MiniGrad.Visualization;

/// <summary>The ticks below a plot: as many numbers as fit, and names, slanted before any is left out. Signs become
/// smaller first.</summary>
internal sealed class HorizontalLabels
{
    public static readonly TextStyle Style = new(Colors.FaintText, 11.5);
    private const double Gap = 12;

    /// <summary>Names of at most so many characters are signs, which stand closer and are harder to read aslant.</summary>
    private const int LongestSign = 2;
    private const double SignGap = 2;
    private const double SmallestSign = 8;
    private const double Angle = 40;
    private const double LongestName = 170;
    private static readonly double sine = Math.Sin(double.DegreesToRadians(Angle));
    private static readonly double cosine = Math.Cos(double.DegreesToRadians(Angle));
    private readonly TextStyle style = Style;
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
        bool areSigns = Ticks.All(tick => tick.Label.EnumerateRunes().Count() <= LongestSign);
        double gap = areSigns ? SignGap : Gap, longest = Ticks.Max(tick => Style.Measure(tick.Label));
        if (areSigns && longest + gap > spacing)
            style = Style with { Size = Math.Clamp(Style.Size * (spacing - gap) / longest, SmallestSign, Style.Size) };
        isSlanted = Ticks.Any(tick => style.Measure(tick.Label) > spacing - gap + 1e-9);
        if (!isSlanted) return;
        style = Style;
        // The distance of slanted lines is their height.
        int most = Math.Max(1, (int)(width * sine / Style.LineHeight));
        Ticks = [.. scale.Ticks(most).Select(tick => tick.Shorten(style, LongestName))];
        Overhang = Ticks.Max(tick => (style.Measure(tick.Label) + style.Size) * cosine - scale.Fraction(tick.Value) * width);
    }

    public IReadOnlyList<Tick> Ticks { get; }

    /// <summary>The width of labels beyond the plot's left end.</summary>
    public double Overhang { get; }

    /// <summary>The height below the tick marks.</summary>
    public double Height => isSlanted
        ? Ticks.Max(tick => style.Measure(tick.Label)) * sine + style.Size * cosine + 4
        : style.LineHeight + 3;

    public void Draw(Canvas canvas, Tick tick, double x, double top)
    {
        if (isSlanted) tick.Draw(canvas, new Point(x + 4, top + style.Size), style with { Anchor = Anchor.End }, -Angle);
        else tick.Draw(canvas, new Point(x, top + style.Size + 3), style with { Anchor = Anchor.Middle });
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
