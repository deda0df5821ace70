namespace MiniGrad.Cli;

/// <summary>Checks before the work whether its results can be written.</summary>
internal static class OutputPath
{
    /// <summary>Makes the folder of an option, if one was given, and makes sure that it can be written to.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public static void MakeFolder(string? folder, string option)
    {
        if (folder is null) return;
        try
        {
            Directory.CreateDirectory(folder);
            Probe(Path.Combine(folder, "probe"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string kind = File.Exists(folder) ? "the file " : "";
            throw new IOException($"{option}: expected a folder that can be made or written to, got {kind}'{folder}'.", error);
        }
    }

    /// <summary>Makes sure that a file can be written later, if one was asked for.</summary>
    /// <param name="path">The file, or null.</param>
    /// <param name="content">The beginning of the message: <c>The figures</c>.</param>
    /// <param name="replaces">Whether a file that is there already may be replaced.</param>
    /// <param name="isRegular">Whether it has to be a file, which a device is not.</param>
    /// <exception cref="IOException">It cannot.</exception>
    public static void CheckFile(string? path, string content, bool replaces, bool isRegular = false)
    {
        if (path is null) return;
        bool isDevice = IsDevice(path);
        if (path.Length == 0 || Directory.Exists(path) || (isRegular && isDevice))
            throw new IOException($"{content} cannot be written to '{path}': expected the path of a file.");
        if (!replaces && !isDevice && File.Exists(path))
            throw new IOException($"{content} cannot be written to '{path}': the file is there already; --force replaces it.");
        string target = AtomicFile.TargetOf(path), folder = Path.GetDirectoryName(Path.GetFullPath(target))!;
        if (!Directory.Exists(folder)) throw new IOException($"{content} cannot be written to '{path}': there is no folder '{folder}'.");
        try
        {
            Probe(target);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            using FileStream? direct = AtomicFile.TryOpenDirect(path);
            if (direct is not null) return;
            throw new IOException($"{content} cannot be written to '{path}': no file can be made in the folder '{folder}'.", error);
        }
    }

    /// <summary>Whether a path leads to a device or a stream of the process, which are written to rather than replaced.</summary>
    private static bool IsDevice(string path) => !OperatingSystem.IsWindows() && File.Exists(path) &&
        new[] { Path.GetFullPath(path), AtomicFile.TargetOf(path) }.Any(
            place => place.StartsWith("/dev/", StringComparison.Ordinal) || place.StartsWith("/proc/", StringComparison.Ordinal));

    /// <summary>Makes and removes a file beside one that is to be written.</summary>
    private static void Probe(string path)
    {
        string probe = $"{path}.{Path.GetRandomFileName()}.tmp";
        using FileStream stream =
            new(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
    }
}
