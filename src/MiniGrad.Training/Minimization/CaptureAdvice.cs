namespace MiniGrad.Training;

/// <summary>Tells of the option of a descent for functions that cannot be captured.</summary>
internal static class CaptureAdvice
{
    /// <summary>The refusal, with what to do about it.</summary>
    public static InvalidOperationException On(string name, CaptureException error) => new(
        $"{name}: the function cannot be captured; change it, or call it at every step, " +
        $"with new DescentOptions {{ Captures = false }}. {error.Message}", error);
}
