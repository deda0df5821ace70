namespace Examples;

/// <summary>The files that a run was asked for. One that cannot be written in the end is a warning, so that the others are written still, and is in the exit code.</summary>
internal sealed class OutputFiles
{
    private readonly List<(string What, string Path)> written = [];

    /// <summary>What was written, and where.</summary>
    public IReadOnlyList<(string What, string Path)> Written => written;

    /// <summary>Whether nothing is missing.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Writes a file, if it was asked for.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="path">Where, or null if nobody wants it.</param>
    /// <param name="write">Writes it.</param>
    public void Write(string what, string? path, Action<string> write)
    {
        if (path is null) return;
        try
        {
            write(path);
            Add(what, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Miss($"the {what} could not be written to {path}: {error.Message}");
        }
    }

    /// <summary>Takes note of what was written otherwise.</summary>
    public void Add(string what, string path) => written.Add((what, path));

    /// <summary>Takes note of something that is missing, and warns of it unless that was done.</summary>
    public void Miss(string? warning = null)
    {
        IsComplete = false;
        if (warning is not null) ExampleCommand.Warn(warning);
    }
}
