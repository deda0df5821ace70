namespace MiniGrad.Training.Minimization;

/// <summary>Tells of the option of a descent for functions that cannot be captured.</summary>
internal static class CaptureAdvice
{
    /// <summary>Whether a function was refused because it cannot be captured.</summary>
    public static bool Applies(InvalidOperationException error) => error.Message.StartsWith("Captured step:", StringComparison.Ordinal);

    /// <summary>The refusal, with what to do about it.</summary>
    public static InvalidOperationException On(string name, InvalidOperationException error) => new(
        $"{name}: the function cannot be captured; change it, or call it at every step, with new DescentOptions {{ Capture = false }}. {error.Message}", error);
}
