namespace MiniGrad.Visualization.Charts;

/// <summary>From values to places along an axis, and the values to write beside it.</summary>
internal abstract class Scale
{
    /// <summary>How far outside of the axis a place can be; what is further out is brought there.</summary>
    private const double Limit = 1e4;

    /// <summary>The place of a value: 0 where the axis starts, 1 where it ends; NaN for a value that has none.</summary>
    public double Fraction(double value) => double.IsFinite(value) ? Math.Clamp(Place(value), -Limit, Limit) : double.NaN;

    /// <summary>The values to mark, in order of place, about as many as wanted.</summary>
    public abstract IReadOnlyList<Tick> Ticks(int wanted);

    protected abstract double Place(double value);
}

/// <summary>A marked value on an axis; a minor one has no label.</summary>
internal readonly record struct Tick(double Value, string Label)
{
    public bool IsMinor => Label.Length == 0;
}
