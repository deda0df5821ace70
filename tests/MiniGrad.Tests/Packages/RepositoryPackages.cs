using System.IO.Compression;
using System.Text.RegularExpressions;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Documentation;
using Xunit;

namespace MiniGrad.Tests.Packages;

/// <summary>The packages of all projects, packed once from what was built for the tests.</summary>
internal static class RepositoryPackages
{
    private static readonly Lazy<(TemporaryFolder Folder, string[] Warnings)> packed = new(Pack);

    /// <summary>What the tests were built as: Release or Debug.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar).Contains("Release") ? "Release" : "Debug";

    /// <summary>What the command warned of.</summary>
    public static IReadOnlyList<string> Warnings => packed.Value.Warnings;

    /// <summary>The folder of the packages.</summary>
    public static string Folder => packed.Value.Folder.Path;

    /// <summary>The files of a package.</summary>
    public static Dictionary<string, byte[]> Read(string id, string extension = "nupkg")
    {
        string path = Assert.Single(Directory.GetFiles(Folder, $"{id}.*.{extension}"), file => IsOf(file, id));
        using ZipArchive archive = ZipFile.OpenRead(path);
        return archive.Entries.ToDictionary(entry => entry.FullName, entry =>
        {
            using MemoryStream bytes = new();
            using Stream stream = entry.Open();
            stream.CopyTo(bytes);
            return bytes.ToArray();
        });
    }

    /// <summary>The version of all packages.</summary>
    public static string Version => Regex.Match(
        Path.GetFileName(Directory.GetFiles(Folder, "MiniGrad.0.*.nupkg").Single()), @"^MiniGrad\.(.*)\.nupkg$").Groups[1].Value;

    /// <summary>The size of a package in bytes.</summary>
    public static long SizeOf(string id) => new FileInfo(Directory.GetFiles(Folder, $"{id}.*.nupkg").Single(file => IsOf(file, id))).Length;

    private static bool IsOf(string file, string id) => char.IsAsciiDigit(Path.GetFileName(file)[id.Length + 1]);

    private static (TemporaryFolder Folder, string[] Warnings) Pack()
    {
        TemporaryFolder folder = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        // What the tests run is what is packed.
        ToolRun run = ToolRun.Dotnet(Repository.Root, "pack", "-c", Configuration, "--no-build", "--nologo", "-o", folder.Path);
        Assert.True(run.ExitCode == 0, run.Output);
        return (folder, [.. run.Output.Split('\n').Where(line => line.Contains("warning ", StringComparison.Ordinal))]);
    }
}
