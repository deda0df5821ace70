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
