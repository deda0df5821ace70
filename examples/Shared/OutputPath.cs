using System.CommandLine;

namespace Examples;

/// <summary>Where an example writes: what cannot be written is better known before the work than after it.</summary>
internal static class OutputPath
{
    private const string FolderName = "--out";

    /// <summary>An option with a folder, for <see cref="MakeFolder"/>; without it, nothing is written.</summary>
    /// <param name="content">What is written to it.</param>
    public static Option<string?> FolderOption(string content) =>
        new(FolderName) { Description = $"A folder for {content}, made if it is not there. [default: none; nothing is written]", HelpName = "folder" };

    /// <summary>Makes the folder of the option, if one was given, and makes sure that it can be written to.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public static void MakeFolder(string? folder)
    {
        if (folder is null) return;
        try
        {
            Directory.CreateDirectory(folder);
            Probe(Path.Combine(folder, "probe"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            string what = File.Exists(folder) ? "the file " : "";
            throw new IOException($"{FolderName}: expected a folder that can be made or written to, got {what}'{folder}'.", error);
        }
    }

    /// <summary>Makes and removes a file beside one that is to be written.</summary>
    public static void Probe(string path)
    {
        using FileStream probe = new($"{path}.{Path.GetRandomFileName()}.tmp", FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
    }
}
