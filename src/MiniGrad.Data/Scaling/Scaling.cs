namespace MiniGrad.Data;

/// <summary>The rule that brings numbers to a common size: x′ = (x − offset) / scale, found from the training samples.</summary>
/// <remarks>Where all numbers are equal, the scale is 1.</remarks>
public enum Scaling
{
    /// <summary>To mean 0 and standard deviation 1: offset = Σx / n, scale = √(Σ(x − offset)² / n).</summary>
    Standard,

    /// <summary>
    /// To the range from 0 to 1: offset = min x, scale = max x − min x. Numbers beyond the training samples fall outside.
    /// </summary>
    MinMax,

    /// <summary>Left as they are: offset 0, scale 1.</summary>
    None,
}
