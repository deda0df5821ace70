namespace MiniGrad;

/// <summary>A function cannot be captured: a replay would not do what it does. The message says why, and what to do instead.</summary>
public sealed class CaptureException : InvalidOperationException
{
    internal CaptureException(string reason) : base($"Captured step: {reason}") { }
}
