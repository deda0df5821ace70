using System.Diagnostics;
using System.IO.Compression;
using MiniGrad.Tests.Data;
using MiniGrad.Tests.Documentation;
using Xunit;

namespace MiniGrad.Tests.Packages;

/// <summary>The packages of all projects, packed once from what was built for the tests.</summary>
public sealed class PackageFixture : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public PackageFixture()
    {
        // What the tests run is what is packed.
        string configuration = AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar).Contains("Release") ? "Release" : "Debug";
        ToolRun run = ToolRun.Dotnet(Repository.Root, "pack", "-c", configuration, "--no-build", "--nologo", "-o", folder.Path);
        Assert.True(run.ExitCode == 0, run.Output);
        Warnings = [.. run.Output.Split('\n').Where(line => line.Contains("warning ", StringComparison.Ordinal))];
    }

    /// <summary>What the command warned of.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The folder of the packages.</summary>
    public string Folder => folder.Path;

    /// <summary>The files of a package.</summary>
    public Dictionary<string, byte[]> Read(string id, string extension = "nupkg")
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

    /// <summary>The size of a package in bytes.</summary>
    public long SizeOf(string id) => new FileInfo(Directory.GetFiles(Folder, $"{id}.*.nupkg").Single(file => IsOf(file, id))).Length;

    public void Dispose() => folder.Dispose();

    private static bool IsOf(string file, string id) => char.IsAsciiDigit(Path.GetFileName(file)[id.Length + 1]);
}

/// <summary>What a command of the SDK gave.</summary>
internal sealed record ToolRun(int ExitCode, string Output)
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(8);

    /// <summary>Runs a command of the SDK in a folder.</summary>
    public static ToolRun Dotnet(string folder, params string[] arguments) =>
        Run(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", folder, arguments);

    /// <summary>Runs a program in a folder, both outputs as one.</summary>
    public static ToolRun Run(string program, string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        // Left over from the build that runs the tests, they change how another one works.
        foreach (string name in (string[])
            ["MSBuildSDKsPath", "MSBuildLoadMicrosoftTargetsReadOnly", "MSBUILD_EXE_PATH", "MSBuildExtensionsPath"])
            start.Environment.Remove(name);
        // No build server stays behind, holding the output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using Process process = Process.Start(start)!;
        using Timer timeout = new(_ => process.Kill(entireProcessTree: true), null, limit, Timeout.InfiniteTimeSpan);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolRun(process.ExitCode, output + error.Result);
    }
}
