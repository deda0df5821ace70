namespace MiniGrad;

/// <summary>Writes files that are complete or absent: nobody ever sees a half-written one under its final name.</summary>
/// <remarks>The content is on disk before the file gets its name. .NET has no way to have the folder, and with it the new name, written to
/// disk at once: after a power failure right after a write the name may still stand for what it stood for before, the old file or
/// none.</remarks>
public static class AtomicFile
{
    /// <summary>Writes to a temporary file in the same folder, flushes it to disk and renames it over <paramref name="path"/>.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="write">Writes the content; if it throws, the temporary file is removed and an existing file stays as it was.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file cannot be written, for lack of space for example.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string suffix = $".{Path.GetRandomFileName()}.tmp", temporary = path + suffix;
        FileStream stream = Create(path, suffix);
        try
        {
            using (stream)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }
    }

    /// <summary>Makes the temporary file. The caller does not know its name, so errors name the target.</summary>
    private static FileStream Create(string path, string suffix)
    {
        try
        {
            return new FileStream(path + suffix, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new DirectoryNotFoundException($"There is no folder '{Path.GetDirectoryName(Path.GetFullPath(path))}'.", error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UnauthorizedAccessException(error.Message.Replace(suffix, "", StringComparison.Ordinal), error);
        }
    }

    /// <summary>What goes wrong here is less than what went wrong before.</summary>
    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
        }
    }
}
