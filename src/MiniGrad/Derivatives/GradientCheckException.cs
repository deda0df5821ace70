namespace MiniGrad;

/// <summary>A gradient check failed.</summary>
/// <param name="result">The result of the check.</param>
public sealed class GradientCheckException(GradientCheckResult result) : Exception(result?.ToString())
{
    /// <summary>The result of the check.</summary>
    public GradientCheckResult Result { get; } = result!;
}
