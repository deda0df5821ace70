namespace MiniGrad.Visualization;

/// <summary>One line of a <see cref="LineChart"/>.</summary>
public sealed class LineSeries
{
    /// <summary>Makes a line through the points <c>(x[i], y[i])</c>, in their order. It has a gap where one of them is NaN or infinite.</summary>
    /// <param name="name">What the legend calls it; empty for no entry there.</param>
    /// <param name="x">The places, copied.</param>
    /// <param name="y">The values, copied.</param>
    /// <exception cref="ArgumentException">There are no points, or not as many places as values.</exception>
    public LineSeries(string name, IEnumerable<double> x, IEnumerable<double> y)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        (Name, X, Y) = (name, [.. x], [.. y]);
        if (X.Count != Y.Count) throw new ArgumentException($"LineSeries '{name}': expected as many places as values, got {X.Count} and {Y.Count}.", nameof(y));
        if (X.Count == 0) throw new ArgumentException($"LineSeries '{name}': expected at least one point, got none.", nameof(x));
    }

    /// <summary>Makes a line through the points <c>(i, y[i])</c>, i from 0.</summary>
    /// <inheritdoc cref="LineSeries(string, IEnumerable{double}, IEnumerable{double})"/>
    public LineSeries(string name, IReadOnlyList<double> y) : this(name, Enumerable.Range(0, y?.Count ?? 0).Select(i => (double)i), y!) { }

    /// <summary>What the legend calls it.</summary>
    public string Name { get; }

    /// <summary>The places along the horizontal axis.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>The values.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>Whether every point is marked by a dot. Default: only points that have no neighbour to be joined with.</summary>
    public bool HasMarkers { get; init; }

    /// <summary>Whether the points are joined. Default: yes. Without, they are marked.</summary>
    public bool HasLine { get; init; } = true;

    /// <summary>Whether the line has gaps. Default: solid for the first eight lines of a chart, dashed for the next eight, which have the same colours, then dotted.</summary>
    public LineStyle? Style { get; init; }

    /// <summary>Whether the line is thin and pale, as a background to others. Default: no.</summary>
    public bool IsFaint { get; init; }

    /// <summary>The number of the colour, from 0, of eight; to give lines that belong together the same one. Default: by order in the chart.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int? ColorIndex
    {
        get;
        init => field = value is null or >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(ColorIndex), $"LineSeries '{Name}': expected a colour from 0, got {value}.");
    }
}
