namespace MiniGrad.Visualization;

/// <summary>How values spread along an axis.</summary>
public enum AxisScale
{
    /// <summary>Equal differences take equal space.</summary>
    Linear,

    /// <summary>Equal ratios take equal space. Zero and negative values have no place: a line is interrupted there, as it is at NaN.</summary>
    Logarithmic,
}
