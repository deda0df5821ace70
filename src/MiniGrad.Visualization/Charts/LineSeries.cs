namespace MiniGrad.Visualization;

/// <summary>One line of a <see cref="LineChart"/>.</summary>
public sealed class LineSeries
{
    /// <summary>Makes a line through the points <c>(x[i], y[i])</c>, with gaps at NaN and infinities.</summary>
    /// <param name="name">The name in the legend; empty for no entry.</param>
    /// <param name="x">The places, copied.</param>
    /// <param name="y">The values, copied.</param>
    /// <exception cref="ArgumentException">There are no points, or the numbers of places and values differ.</exception>
    public LineSeries(string name, IEnumerable<double> x, IEnumerable<double> y)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        (Name, X, Y) = (name, [.. x], [.. y]);
        if (X.Count != Y.Count)
            throw new ArgumentException($"LineSeries '{name}': expected as many places as values, got {X.Count} and {Y.Count}.", nameof(y));
        Guard.NotEmpty(X.Count, $"LineSeries '{name}'", "point", nameof(x));
    }

    /// <summary>Makes a line through the points <c>(i, y[i])</c>, i from 0.</summary>
    /// <inheritdoc cref="LineSeries(string, IEnumerable{double}, IEnumerable{double})"/>
    public LineSeries(string name, IReadOnlyList<double> y) : this(name, Enumerable.Range(0, y?.Count ?? 0).Select(i => (double)i), y!) { }

    /// <summary>The name in the legend.</summary>
    public string Name { get; }

    /// <summary>The places along the horizontal axis.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>The values.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>Whether every point is a dot. Default: false, only points without a neighbour are.</summary>
    public bool HasMarkers { get; init; }

    /// <summary>Whether the points are joined. Default: true. Otherwise they are dots.</summary>
    public bool HasLine { get; init; } = true;

    /// <summary>The style. Default: null, solid for the first eight lines of a chart, dashed for the next eight, then dotted.</summary>
    public LineStyle? Style { get; init; }

    /// <summary>Whether the line is thin and pale, as a background to others. Default: false.</summary>
    public bool IsFaint { get; init; }

    /// <summary>The number of the colour, 0 to 7; lines that belong together can share one. Default: null, by order in the chart.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int? ColorIndex { get; init => field = CheckedColor(value, $"LineSeries '{Name}'"); }

    internal static int? CheckedColor(int? index, string who)
    {
        if (index is { } number) Guard.AtLeast(number, 0, who, nameof(ColorIndex), nameof(ColorIndex));
        return index;
    }
}
