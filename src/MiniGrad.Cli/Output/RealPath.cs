namespace MiniGrad.Cli;

/// <summary>Where paths lead.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <summary>The full path without symbolic links to files or folders; the full path as it is where they lead in a circle or cannot be
    /// followed.</summary>
    public static string Of(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        try
        {
            return Follow(full, MostLinks) ?? full;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return full;
        }
    }

    private static string? Follow(string full, int links)
    {
        if (links == 0) return null;
        if (Path.GetDirectoryName(full) is not { } folder) return full;
        if (Follow(folder, links) is not { } real) return null;
        string place = Path.Combine(real, Path.GetFileName(full));
        string? target = new FileInfo(place).LinkTarget;
        return target is null ? place : Follow(Path.GetFullPath(target, real), links - 1);
    }
}
