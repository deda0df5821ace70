namespace MiniGrad.Optimizers;

/// <summary>A gradient is NaN or infinite. Nothing was updated by it.</summary>
/// <remarks>A finite loss can have one. Of all operations these have finite values with derivatives that are not finite: <c>√x</c> at 0,
/// <c>xᵖ</c> at 0 with a p below 1 and where a power or its logarithm overflows, <c>a / b</c> and <c>1 / b</c> where <c>1/b</c> or
/// <c>a/b²</c> overflows, a remainder where <c>a/b</c> overflows, and the inverses of sine, cosine and hyperbolic cosine at ±1. A norm has
/// the derivative 0 at 0, unlike <c>√Σx²</c>.</remarks>
public sealed class NonFiniteGradientException : InvalidOperationException
{
    internal NonFiniteGradientException(string who, string parameter, string? cause = null)
        : base($"{who}: {Words(parameter, cause)}. Nothing was updated.") =>
        (Parameter, Trouble) = (parameter, Words(parameter, cause));

    /// <summary>The name of the first parameter with such a gradient.</summary>
    public string Parameter { get; }

    /// <summary>The message without who says it.</summary>
    internal string Trouble { get; }

    private static string Words(string parameter, string? cause) =>
        $"the gradient of '{parameter}' is NaN or infinite{(cause is null ? "" : $": {cause}")}";
}
