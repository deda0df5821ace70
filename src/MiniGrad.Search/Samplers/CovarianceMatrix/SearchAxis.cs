namespace MiniGrad.Search;

/// <summary>A parameter with an order as a coordinate from 0 to 1 in which points are drawn.</summary>
internal sealed class SearchAxis
{
    // As near to an end as a number can be that was cut at it and has been through a logarithm.
    private const double EndWidth = 1e-14;
    private readonly Domain domain;
    private readonly double low, width;

    public SearchAxis(HyperParameter parameter)
    {
        (Index, domain, IsSeparate) = (parameter.Index, parameter.Domain, parameter.Domain.Count is not null);
        (double first, double last) = domain.Ends;
        (low, width) = (first, last - first);
    }

    public int Index { get; }

    public bool IsSeparate { get; }

    public double ValueOf(double coordinate) => domain.FromCoordinate(low + Math.Clamp(coordinate, 0, 1) * width);

    public double CoordinateOf(double value) => Math.Clamp((domain.ToCoordinate(value) - low) / width, 0, 1);

    /// <summary>The cell of a separate value, or of an end of a range, which stands for all beyond; the outermost ones are open. Null for
    /// the other numbers of a range.</summary>
    public (double Low, double High)? CellOf(double value)
    {
        if (!IsSeparate)
        {
            double coordinate = CoordinateOf(value);
            return coordinate < EndWidth ? (double.NegativeInfinity, 0) : coordinate > 1 - EndWidth ? (1, double.PositiveInfinity) : null;
        }
        (double first, double last) = domain.Cell(value);
        long place = domain.PlaceOf(value);
        return (place <= 0 ? double.NegativeInfinity : (first - low) / width,
            place >= domain.Count!.Value - 1 ? double.PositiveInfinity : (last - low) / width);
    }

    /// <summary>Where in its cell a point may have been drawn: the normal distribution cut to the cell, at a share of it. So what was
    /// rounded to a value, or cut at an end, counts with the spread that drew it, and nothing but the value need be kept.</summary>
    public static double Inside((double Low, double High) cell, double mean, double deviation, double share)
    {
        double a = (cell.Low - mean) / deviation, b = (cell.High - mean) / deviation;
        if (b - a < 0.05) return cell.Low + share * (cell.High - cell.Low);
        bool isMirrored = a > 0;
        if (isMirrored) (a, b) = (-b, -a);
        double from = NormalShare.Below(a), to = NormalShare.Below(b);
        double z = to - from > 1e-290 ? Math.Clamp(NormalShare.PointOf(from + share * (to - from)), a, b) : b;
        return mean + deviation * (isMirrored ? -z : z);
    }
}
