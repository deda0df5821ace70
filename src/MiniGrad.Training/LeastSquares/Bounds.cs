namespace MiniGrad.Training;

/// <summary>Between what numbers each parameter must stay.</summary>
internal sealed class Bounds
{
    private readonly double[] lower, upper;

    private Bounds(double[] lower, double[] upper) => (this.lower, this.upper) = (lower, upper);

    /// <summary>The bounds of a run, or null if there are none.</summary>
    /// <exception cref="ArgumentException">There are not as many as parameters, one is not a number, a lower one is not below the upper
    /// one, or the start is outside.</exception>
    public static Bounds? Of<T>(string name, LeastSquaresOptions options, ReadOnlySpan<double> start)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (options.LowerBounds is null && options.UpperBounds is null) return null;
        double[] lower = Read(name, options.LowerBounds, nameof(options.LowerBounds), double.NegativeInfinity, start.Length);
        double[] upper = Read(name, options.UpperBounds, nameof(options.UpperBounds), double.PositiveInfinity, start.Length);
        for (int i = 0; i < start.Length; i++)
        {
            if (!(lower[i] < upper[i]))
            {
                throw new ArgumentException(Invariant(
                    $"{name}: the lower bound of parameter {i} must be below the upper one, got {lower[i]} and {upper[i]}."));
            }
            if (start[i] < lower[i] || start[i] > upper[i])
            {
                throw new ArgumentException(Invariant(
                    $"{name}: parameter {i} starts at {start[i]}, outside of its bounds {lower[i]} to {upper[i]}."));
            }
        }
        for (int i = 0; i < start.Length; i++)
        {
            // Points are rounded to numbers of type T, which must not lie outside then.
            lower[i] = ParameterVector.RoundWithin<T>(lower[i], isLower: true);
            upper[i] = ParameterVector.RoundWithin<T>(upper[i], isLower: false);
        }
        return new Bounds(lower, upper);
    }

    /// <summary>Brings a point to the nearest one within.</summary>
    /// <returns>Whether it was outside.</returns>
    public bool Project(Span<double> point)
    {
        bool wasOutside = false;
        for (int i = 0; i < point.Length; i++)
        {
            double within = Math.Clamp(point[i], lower[i], upper[i]);
            wasOutside |= within != point[i];
            point[i] = within;
        }
        return wasOutside;
    }

    /// <summary>Whether a parameter lies on a bound, and going down leads beyond it.</summary>
    public bool Holds(int parameter, double value, double gradient) =>
        (value <= lower[parameter] && gradient >= 0) || (value >= upper[parameter] && gradient <= 0);

    private static double[] Read(string name, IReadOnlyList<double>? values, string what, double none, int count)
    {
        if (values is null) return [.. Enumerable.Repeat(none, count)];
        if (values.Count != count)
            throw new ArgumentException($"{name}: expected a number in {what} for each of {count} parameters, got {values.Count}.");
        for (int i = 0; i < count; i++)
            if (double.IsNaN(values[i])) throw new ArgumentException($"{name}: {what} of parameter {i} is NaN.");
        return [.. values];
    }
}
