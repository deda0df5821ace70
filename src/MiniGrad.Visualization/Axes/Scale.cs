namespace MiniGrad.Visualization;

/// <summary>Maps values to places along an axis, and chooses the values beside it.</summary>
internal abstract class Scale
{
    /// <summary>The largest distance of a place from the axis.</summary>
    private const double Limit = 1e4;

    /// <summary>The place of a value: 0 at the start of the axis, 1 at its end; NaN for a value without one.</summary>
    public double Fraction(double value) => double.IsFinite(value) ? Math.Clamp(Place(value), -Limit, Limit) : double.NaN;

    /// <summary>The least distance of ticks on a vertical axis, in pixels.</summary>
    public virtual double TickDistance => 44;

    /// <summary>The ticks in order, about as many as wanted.</summary>
    public abstract IReadOnlyList<Tick> Ticks(int wanted);

    protected abstract double Place(double value);
}

/// <summary>A marked value on an axis; a minor one has no label.</summary>
internal readonly record struct Tick(double Value, string Label)
{
    public bool IsMinor => Label.Length == 0;

    /// <summary>The full label; null unless the label is shortened.</summary>
    public string? FullLabel { get; private init; }

    /// <summary>The tick with a label that fits.</summary>
    public Tick Shorten(TextStyle style, double width)
    {
        string shortened = style.Shorten(Label, width);
        return shortened == Label ? this : this with { Label = shortened, FullLabel = FullLabel ?? Label };
    }

    /// <summary>Writes the label; a pointer over a shortened one shows it in full.</summary>
    public void Draw(Canvas canvas, Point at, TextStyle style, double angle = 0)
    {
        if (FullLabel is null)
        {
            canvas.Text(Label, at, style, angle);
            return;
        }
        using Canvas.Scope group = canvas.Group(FullLabel);
        canvas.Text(Label, at, style, angle);
    }
}

/// <summary>Names at the places 0, 1, 2, …</summary>
/// <param name="names">The names.</param>
/// <param name="longest">The largest width of a name in pixels.</param>
internal sealed class CategoryScale(IReadOnlyList<string> names, double longest = double.PositiveInfinity) : Scale
{
    public override double TickDistance => HorizontalLabels.Style.LineHeight;

    public override IReadOnlyList<Tick> Ticks(int wanted)
    {
        int stride = Math.Max(1, (names.Count + wanted - 1) / Math.Max(wanted, 1));
        List<Tick> ticks = [];
        for (int i = 0; i < names.Count; i += stride) ticks.Add(new Tick(i, names[i]).Shorten(HorizontalLabels.Style, longest));
        return ticks;
    }

    protected override double Place(double value) => (value + 0.5) / names.Count;
}
