namespace MiniGrad.Search;

/// <summary>Another has taken over a trial, because its holder did not say in time that it still runs it: the process was stopped, or the
/// storage out of reach. What comes of it here is not taken, and nothing of the study has changed.</summary>
public sealed class TrialLostException : InvalidOperationException
{
    /// <summary>Makes one without words.</summary>
    public TrialLostException() { }

    /// <param name="message">Which trial.</param>
    public TrialLostException(string message) : base(message) { }

    /// <param name="message">Which trial.</param>
    /// <param name="innerException">The cause.</param>
    public TrialLostException(string message, Exception innerException) : base(message, innerException) { }
}
