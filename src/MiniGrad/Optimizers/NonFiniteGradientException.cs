namespace MiniGrad.Optimizers;

/// <summary>A gradient is NaN or infinite. Nothing was updated by it.</summary>
public sealed class NonFiniteGradientException : InvalidOperationException
{
    internal NonFiniteGradientException(string who, string parameter, string? cause = null) : base(
        $"{who}: the gradient of '{parameter}' is NaN or infinite{(cause is null ? "" : $": {cause}")}. Nothing was updated.") =>
        Parameter = parameter;

    /// <summary>The name of the first parameter with such a gradient.</summary>
    public string Parameter { get; }
}
