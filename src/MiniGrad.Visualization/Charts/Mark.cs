using static System.FormattableString;

namespace MiniGrad.Visualization.Charts;

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

    /// <summary>Makes a line from the bottom to the top.</summary>
    /// <param name="name">What the legend calls it; empty for no entry there.</param>
    /// <param name="value">Where it stands on the horizontal axis.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public static Mark Vertical(string name, double value) => new(name, value, isVertical: true);

    /// <summary>Makes a line from the left to the right.</summary>
    /// <param name="name">What the legend calls it; empty for no entry there.</param>
    /// <param name="value">Where it stands on the vertical axis.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public static Mark Horizontal(string name, double value) => new(name, value, isVertical: false);
}
