namespace MiniGrad.Search;

/// <summary>A trial was stopped by its study's pruner: <see cref="Trial.ThrowIfStopped"/> throws it, and the study's <c>Run</c> takes it as
/// such.</summary>
public sealed class TrialStoppedException : Exception
{
    internal TrialStoppedException(string message) : base(message) { }
}
