namespace MiniGrad;

/// <summary>A gradient check failed.</summary>
/// <param name="result">What it found.</param>
public sealed class GradientCheckException(GradientCheckResult result) : Exception(result?.ToString())
{
    /// <summary>What the check found.</summary>
    public GradientCheckResult Result { get; } = result!;
}
