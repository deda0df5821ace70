namespace MiniGrad.Visualization;

/// <summary>Whether a line has gaps.</summary>
public enum LineStyle
{
    /// <summary>Unbroken.</summary>
    Solid,

    /// <summary>Long dashes.</summary>
    Dashed,

    /// <summary>Short dashes.</summary>
    Dotted,
}
