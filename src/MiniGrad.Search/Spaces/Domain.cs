namespace MiniGrad.Search;

/// <summary>The values of a parameter, as numbers: itself for a number, the place of a choice. Each has a coordinate, in which the search
/// measures; one of several separate values owns a cell of it.</summary>
internal abstract class Domain
{
    /// <summary>The number of values; null where there is a continuum.</summary>
    public abstract long? Count { get; }

    /// <summary>Whether the values have no order.</summary>
    public virtual bool IsChoice => false;

    /// <summary>The ends of the coordinate; those of the outermost cells where values are separate.</summary>
    public abstract (double Low, double High) Ends { get; }

    /// <summary>Whether the search works on the logarithm.</summary>
    public virtual bool IsLogarithmic => false;

    /// <summary>The coordinate of a value; of a separate one it lies in its cell.</summary>
    public abstract double ToCoordinate(double value);

    /// <summary>The nearest value to a coordinate, by cells where values are separate.</summary>
    public abstract double FromCoordinate(double coordinate);

    /// <summary>The cell of a separate value in the coordinate; a point in a continuum.</summary>
    public abstract (double Low, double High) Cell(double value);

    /// <summary>The value of a place among separate ones, from 0.</summary>
    public abstract double ValueAt(long place);

    /// <summary>The place of a separate value.</summary>
    public abstract long PlaceOf(double value);

    public abstract bool Contains(double value);

    /// <summary>The coordinate as a share of its range, from 0 to 1.</summary>
    public double ToUnit(double value)
    {
        (double low, double high) = Ends;
        return high > low ? Math.Clamp((ToCoordinate(value) - low) / (high - low), 0, 1) : 0.5;
    }

    /// <summary>The value of a share from 0 to 1: with a uniform share values come by the size of their cells.</summary>
    public double FromUnit(double share)
    {
        (double low, double high) = Ends;
        return FromCoordinate(low + Math.Clamp(share, 0, 1) * (high - low));
    }

    /// <summary>Shows the domain in words, such as <c>1E-05 to 0.1, logarithmic</c>.</summary>
    public abstract override string ToString();
}

/// <summary>All numbers of a range.</summary>
internal sealed class NumberDomain(double minimum, double maximum, bool isLogarithmic) : Domain
{
    public double Minimum => minimum;

    public double Maximum => maximum;

    public override long? Count => minimum == maximum ? 1 : null;

    public override bool IsLogarithmic => isLogarithmic;

    public override (double Low, double High) Ends => (ToCoordinate(minimum), ToCoordinate(maximum));

    public override double ToCoordinate(double value) => isLogarithmic ? Math.Log(value) : value;

    public override double FromCoordinate(double coordinate) =>
        Math.Clamp(isLogarithmic ? Math.Exp(coordinate) : coordinate, minimum, maximum);

    public override (double Low, double High) Cell(double value) => (ToCoordinate(value), ToCoordinate(value));

    public override double ValueAt(long place) => minimum;

    public override long PlaceOf(double value) => 0;

    public override bool Contains(double value) => value >= minimum && value <= maximum;

    public override string ToString() => Invariant($"{minimum} to {maximum}{(isLogarithmic ? ", logarithmic" : "")}");
}

/// <summary>Numbers at equal steps.</summary>
internal sealed class StepDomain(double minimum, double step, long count, bool isLogarithmic) : Domain
{
    private readonly double low = Coordinate(minimum - step / 2, isLogarithmic);
    private readonly double high = Coordinate(minimum + (count - 0.5) * step, isLogarithmic);

    // In decimals, so that 0 + 3·0.1 is the number that people write as 0.3.
    private readonly bool isDecimal = step >= 1e-12 && Math.Abs(minimum) < 1e12 && Math.Abs(minimum) + count * step < 1e12
        && (double)(decimal)minimum == minimum && (double)(decimal)step == step;

    public double Minimum => minimum;

    public double Step => step;

    public override long? Count => count;

    public override bool IsLogarithmic => isLogarithmic;

    public override (double Low, double High) Ends => (low, high);

    public override double ToCoordinate(double value) => Coordinate(value, isLogarithmic);

    public override double FromCoordinate(double coordinate)
    {
        double value = isLogarithmic ? Math.Exp(coordinate) : coordinate;
        return ValueAt(Math.Clamp((long)Math.Floor((value - minimum) / step + 0.5), 0, count - 1));
    }

    public override (double Low, double High) Cell(double value) =>
        (Coordinate(value - step / 2, isLogarithmic), Coordinate(value + step / 2, isLogarithmic));

    public override double ValueAt(long place) =>
        isDecimal ? (double)((decimal)minimum + place * (decimal)step) : minimum + place * step;

    public override long PlaceOf(double value) => (long)Math.Round((value - minimum) / step);

    public override bool Contains(double value)
    {
        double place = Math.Round((value - minimum) / step);
        return place >= 0 && place < count && ValueAt((long)place) == value;
    }

    public override string ToString()
    {
        string steps = step == 1 && double.IsInteger(minimum) ? ", whole" : Invariant($", in steps of {step}");
        return Invariant($"{minimum} to {ValueAt(count - 1)}{steps}{(isLogarithmic ? ", logarithmic" : "")}");
    }

    private static double Coordinate(double value, bool isLogarithmic) => isLogarithmic ? Math.Log(value) : value;
}

/// <summary>2^first, 2^(first + 1), …</summary>
internal sealed class PowerDomain(int first, int count) : Domain
{
    /// <summary>The exponent of the smallest.</summary>
    public int First => first;

    public override long? Count => count;

    public override (double Low, double High) Ends => (first - 0.5, first + count - 0.5);

    public override double ToCoordinate(double value) => Math.Log2(value);

    public override double FromCoordinate(double coordinate) =>
        ValueAt(Math.Clamp((long)Math.Floor(coordinate - first + 0.5), 0, count - 1));

    public override (double Low, double High) Cell(double value) => (Math.Log2(value) - 0.5, Math.Log2(value) + 0.5);

    public override double ValueAt(long place) => Math.ScaleB(1, first + (int)place);

    public override long PlaceOf(double value) => double.ILogB(value) - first;

    public override bool Contains(double value) =>
        value > 0 && double.IsPow2(value) && PlaceOf(value) >= 0 && PlaceOf(value) < count;

    public override string ToString() => Invariant($"{ValueAt(0)} to {ValueAt(count - 1)}, powers of two");
}

/// <summary>Named choices without an order, by their places.</summary>
internal sealed class ChoiceDomain(string[] names) : Domain
{
    public IReadOnlyList<string> Names => names;

    /// <summary>The place of a name; −1 for one that is none.</summary>
    public int PlaceOf(string name) => Array.IndexOf(names, name);

    public override long? Count => names.Length;

    public override bool IsChoice => true;

    public override (double Low, double High) Ends => (-0.5, names.Length - 0.5);

    public override double ToCoordinate(double value) => value;

    public override double FromCoordinate(double coordinate) => Math.Clamp(Math.Floor(coordinate + 0.5), 0, names.Length - 1);

    public override (double Low, double High) Cell(double value) => (value - 0.5, value + 0.5);

    public override double ValueAt(long place) => place;

    public override long PlaceOf(double value) => (long)value;

    public override bool Contains(double value) => value >= 0 && value < names.Length && double.IsInteger(value);

    public override string ToString() => $"one of {string.Join(", ", names)}";
}
