namespace MiniGrad.Visualization;

/// <summary>Whether a line has gaps.</summary>
public enum LineStyle
{
    /// <summary>No gaps.</summary>
    Solid,

    /// <summary>Long dashes.</summary>
    Dashed,

    /// <summary>Short dashes.</summary>
    Dotted,
}

/// <summary>The colour, width in pixels and style of a line.</summary>
internal readonly record struct Stroke(ThemedColor Color, double Width = 1, LineStyle Style = LineStyle.Solid);
