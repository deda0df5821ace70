namespace MiniGrad.Data;

/// <summary>How numbers are brought to a common size: x′ = (x − offset) / scale, with both found from the training samples alone.</summary>
/// <remarks>Where all numbers are the same, the scale is 1.</remarks>
public enum Scaling
{
    /// <summary>To mean 0 and standard deviation 1: offset = Σx / n, scale = √(Σ(x − offset)² / n).</summary>
    Standard,

    /// <summary>To the range from 0 to 1: offset = min x, scale = max x − min x. A number beyond the range of the training samples falls outside.</summary>
    MinMax,

    /// <summary>Left as they are: offset 0, scale 1.</summary>
    None,
}
