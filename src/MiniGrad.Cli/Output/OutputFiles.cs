namespace MiniGrad.Cli;

/// <summary>The files that a run was asked for. One that cannot be written in the end is a warning, so that the others are still
/// written.</summary>
internal sealed class OutputFiles
{
    private readonly List<(string Content, string Path)> written = [];

    /// <summary>The files that were written: content and path.</summary>
    public IReadOnlyList<(string Content, string Path)> Written => written;

    /// <summary>Whether nothing is missing.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Writes a file, if it was asked for.</summary>
    /// <param name="content">Its content in a word.</param>
    /// <param name="path">Its path, or null if nobody wants it.</param>
    /// <param name="write">Writes it.</param>
    public void Write(string content, string? path, Action<string> write)
    {
        if (path is null) return;
        try
        {
            write(path);
            Add(content, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Miss($"the {content} could not be written to {path}: {error.Message}");
        }
    }

    /// <summary>Takes note of a file that was written otherwise.</summary>
    public void Add(string content, string path) => written.Add((content, path));

    /// <summary>Takes note of a file that is missing, and warns of it unless that was done.</summary>
    public void Miss(string? warning = null)
    {
        IsComplete = false;
        if (warning is not null) Messages.Warn(warning);
    }
}
