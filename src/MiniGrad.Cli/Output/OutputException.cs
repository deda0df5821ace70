using MiniGrad.Search;

namespace MiniGrad.Cli;

/// <summary>A result cannot be written.</summary>
/// <param name="target">The file, or other place, that it is written to.</param>
/// <param name="error">Why.</param>
internal sealed class OutputException(string target, Exception error) : Exception(TextOf(target, error), error)
{
    // EPIPE of Linux, macOS and the BSDs.
    private const int BrokenPipe = 32;

    /// <summary>Whether its reader has seen enough, as <c>head</c> has, which is nobody's mistake.</summary>
    public bool IsClosed => InnerException!.HResult == BrokenPipe;

    /// <summary>What messages say of an error.</summary>
    public static string TextOf(string target, Exception error) => error is StudyStorageException
        // It names its place itself.
        ? error.Message
        : $"{target} could not be written: {error.Message.TrimEnd('.')}.";
}
