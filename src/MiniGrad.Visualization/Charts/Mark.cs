using static System.FormattableString;

namespace MiniGrad.Visualization;

/// <summary>A straight line across a <see cref="LineChart"/> at a value that matters, such as a target or the end of a warm-up.</summary>
/// <remarks>It is dashed, its name is in the legend, and an axis whose ends the data decides reaches to it. Beyond the end of an axis it is left out.</remarks>
public sealed class Mark
{
    private Mark(string name, double value, bool isVertical)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!double.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), Invariant($"Mark '{name}': expected a finite value, got {value}."));
        (Name, Value, IsVertical) = (name, value, isVertical);
    }

    /// <summary>What the legend calls it; empty for no entry there.</summary>
    public string Name { get; }

    /// <summary>Where it stands on the horizontal axis if it is vertical, else on the vertical axis.</summary>
    public double Value { get; }

    /// <summary>Whether it goes from the bottom to the top rather than from the left to the right.</summary>
    public bool IsVertical { get; }

    /// <summary>The number of the colour, from 0, of eight. Default: by order in the chart, after those of the lines.</summary>
    public int? ColorIndex
    {
        get;
        private init => field = value is null or >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(ColorIndex), Invariant($"Mark '{Name}': expected a colour from 0, got {value}."));
    }

    /// <summary>Makes a line from the bottom to the top.</summary>
    /// <param name="name">What the legend calls it; empty for no entry there.</param>
    /// <param name="value">Where it stands on the horizontal axis.</param>
    /// <param name="colorIndex"><see cref="ColorIndex"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite, or the colour's number is negative.</exception>
    public static Mark Vertical(string name, double value, int? colorIndex = null) => new(name, value, isVertical: true) { ColorIndex = colorIndex };

    /// <summary>Makes a line from the left to the right.</summary>
    /// <param name="name">What the legend calls it; empty for no entry there.</param>
    /// <param name="value">Where it stands on the vertical axis.</param>
    /// <param name="colorIndex"><see cref="ColorIndex"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite, or the colour's number is negative.</exception>
    public static Mark Horizontal(string name, double value, int? colorIndex = null) => new(name, value, isVertical: false) { ColorIndex = colorIndex };
}
