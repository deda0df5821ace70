
namespace MiniGrad.Visualization;

/// <summary>From values to places along an axis, and the values to write beside it.</summary>
internal abstract class Scale
{
    /// <summary>How far outside of the axis a place can be; what is further out is brought there.</summary>
    private const double Limit = 1e4;

    /// <summary>The place of a value: 0 where the axis starts, 1 where it ends; NaN for a value that has none.</summary>
    public double Fraction(double value) => double.IsFinite(value) ? Math.Clamp(Place(value), -Limit, Limit) : double.NaN;

    /// <summary>From one mark of a vertical axis to the next, in pixels, at least.</summary>
    public virtual double TickDistance => 44;

    /// <summary>The values to mark, in order of place, about as many as wanted.</summary>
    public abstract IReadOnlyList<Tick> Ticks(int wanted);

    protected abstract double Place(double value);
}

/// <summary>A marked value on an axis; a minor one has no label.</summary>
internal readonly record struct Tick(double Value, string Label)
{
    public bool IsMinor => Label.Length == 0;

    /// <summary>What a shortened label stands for; null if it is not shortened.</summary>
    public string? FullLabel { get; private init; }

    /// <summary>The same with a label that fits.</summary>
    public Tick Shorten(TextStyle style, double width) =>
        style.Shorten(Label, width) is var shortened && shortened != Label ? this with { Label = shortened, FullLabel = FullLabel ?? Label } : this;

    /// <summary>Writes the label; a pointer over one that is shortened shows it in full.</summary>
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
