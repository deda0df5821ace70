using System.Collections.Concurrent;

namespace MiniGrad;

/// <summary>Writes files that are complete or absent: nobody ever sees a half-written one under its final name.</summary>
/// <remarks>The content is on disk before the file gets its name. .NET has no way to have the folder, and with it the new name, written to
/// disk at once: after a power failure right after a write the name may still stand for what it stood for before, the old file or none.
/// What is there already and is no regular file, a pipe or a device, cannot be replaced: it is written to directly, piece by
/// piece.</remarks>
public static class AtomicFile
{
    private static readonly ConcurrentDictionary<string, bool> unfinished = new(StringComparer.Ordinal);

    /// <summary>Writes to a temporary file in the same folder, flushes it to disk and renames it over <paramref name="path"/>, or, where
    /// that is a symbolic link, over what it leads to. A file that is replaced hands on its mode (Unix), not its owner or other
    /// links.</summary>
    /// <param name="path">The file to create or replace; or a pipe, whose reader is waited for, or a device.</param>
    /// <param name="write">Writes the content; if it throws, the temporary file is removed and an existing file stays as it was.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file cannot be written: for lack of space, or because links lead in a circle.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        using FileStream? direct = TryOpenDirect(path);
        if (direct is not null)
        {
            write(direct);
            direct.Flush(flushToDisk: true);
            return;
        }
        string target = TargetOf(path), suffix = $".{Path.GetRandomFileName()}.tmp", temporary = target + suffix;
        unfinished.TryAdd(temporary, true);
        FileStream? stream = null;
        try
        {
            stream = Create(target, suffix);
            using (stream)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            if (stream is not null) TryDelete(temporary);
            throw;
        }
        finally
        {
            unfinished.TryRemove(temporary, out _);
        }
    }

    /// <summary>Removes what is being written when the program ends early.</summary>
    internal static void DeleteUnfinished()
    {
        foreach (string temporary in unfinished.Keys) TryDelete(temporary);
    }

    /// <summary>Where a chain of symbolic links ends, whether there is something or not; other paths as they are.</summary>
    internal static string TargetOf(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true)!.FullName;

    /// <summary>Opens a pipe or a device, the links to the process' own streams among them. Null for regular files and new ones.</summary>
    internal static FileStream? TryOpenDirect(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path)) return null;
        FileStream? stream = null;
        try
        {
            stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            if (!stream.CanSeek) return stream;
            if (stream.Length == 0) stream.SetLength(0); // Changes nothing, and fails for what is no regular file.
            stream.Dispose();
        }
        catch (IOException) when (stream is not null)
        {
            return stream;
        }
        catch (Exception error) when (error is FileNotFoundException or UnauthorizedAccessException)
        {
            // A link to nothing yet; or a file that may not be changed, but may be replaced.
        }
        return null;
    }

    /// <summary>Makes the temporary file. The caller does not know its name, so errors name the target.</summary>
    private static FileStream Create(string path, string suffix)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        try
        {
            if (OperatingSystem.IsWindows() || !File.Exists(path)) return new FileStream(path + suffix, options);
            options.UnixCreateMode = File.GetUnixFileMode(path);
            FileStream stream = new(path + suffix, options);
            File.SetUnixFileMode(stream.SafeFileHandle, options.UnixCreateMode.Value); // What the process' mask has taken away.
            return stream;
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
