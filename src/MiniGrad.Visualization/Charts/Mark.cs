namespace MiniGrad.Visualization;

/// <summary>A dashed line across a <see cref="LineChart"/> at a value that matters, such as the end of a warm-up.</summary>
/// <remarks>An axis without given ends reaches to it; beyond given ends it is left out.</remarks>
public sealed class Mark
{
    private Mark(string name, double value, bool isVertical)
    {
        ArgumentNullException.ThrowIfNull(name);
        Guard.Finite(value, $"Mark '{name}'");
        (Name, Value, IsVertical) = (name, value, isVertical);
    }

    /// <summary>The name in the legend; empty for no entry.</summary>
    public string Name { get; }

    /// <summary>The place on the axis that the line crosses.</summary>
    public double Value { get; }

    /// <summary>Whether the line goes from the bottom to the top, not from the left to the right.</summary>
    public bool IsVertical { get; }

    /// <summary>The number of the colour, 0 to 7. Default: null, by order in the chart, after those of the lines.</summary>
    public int? ColorIndex { get; private init => field = LineSeries.CheckedColor(value, $"Mark '{Name}'"); }

    /// <summary>Makes a line from the bottom to the top.</summary>
    /// <param name="name">The name in the legend; empty for no entry.</param>
    /// <param name="value">The place on the horizontal axis.</param>
    /// <param name="colorIndex"><see cref="ColorIndex"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite, or the colour's number is negative.</exception>
    public static Mark Vertical(string name, double value, int? colorIndex = null) =>
        new(name, value, isVertical: true) { ColorIndex = colorIndex };

    /// <summary>Makes a line from the left to the right.</summary>
    /// <inheritdoc cref="Vertical" path="/*[not(self::param)]"/>
    /// <param name="name">The name in the legend; empty for no entry.</param>
    /// <param name="value">The place on the vertical axis.</param>
    /// <param name="colorIndex"><see cref="ColorIndex"/>.</param>
    public static Mark Horizontal(string name, double value, int? colorIndex = null) =>
        new(name, value, isVertical: false) { ColorIndex = colorIndex };
}
