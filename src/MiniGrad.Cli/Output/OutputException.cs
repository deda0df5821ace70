namespace MiniGrad.Cli;

/// <summary>The standard output cannot be written to.</summary>
/// <param name="error">Why.</param>
internal sealed class OutputException(IOException error) : Exception(TextOf(error), error)
{
    // EPIPE of Linux, macOS and the BSDs.
    private const int BrokenPipe = 32;

    /// <summary>Whether its reader has seen enough, as <c>head</c> has, which is nobody's mistake.</summary>
    public bool IsClosed => error.HResult == BrokenPipe;

    /// <summary>What messages say of an error.</summary>
    public static string TextOf(IOException error) => $"the standard output could not be written: {error.Message.TrimEnd('.')}.";
}
