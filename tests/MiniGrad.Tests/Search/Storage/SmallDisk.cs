using System.Diagnostics;
using MiniGrad.Tests.Data;

namespace MiniGrad.Tests.Search;

/// <summary>A disk of 4 MiB in memory, which can be filled, and made such that it can only be read. It takes the right to mount
/// one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SmallDisk() => Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder.Path);

    public string Path => folder.Path;

    /// <summary>Why there can be none, or null.</summary>
    public static string? Missing { get; } = Probe();

    public string File(string name) => folder.File(name);

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        byte[] block = new byte[4096];
        try
        {
            using FileStream stream = new(File("full"), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true) stream.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Makes room again.</summary>
    public void Free() => System.IO.File.Delete(File("full"));

    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", folder.Path);

    public void Dispose()
    {
        Run("umount", "--lazy", folder.Path);
        folder.Dispose();
    }

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return "takes Linux and a user who may mount a disk";
        try
        {
            new SmallDisk().Dispose();
            return null;
        }
        catch (Exception trouble) when (trouble is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return "takes a user who may mount a disk";
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException(said);
    }
}
