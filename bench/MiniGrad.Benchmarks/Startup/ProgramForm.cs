using System.Diagnostics;
using System.Globalization;
using MiniGrad.Benchmarks.Peers;

namespace MiniGrad.Benchmarks.Startup;

/// <summary>The small program that trains for a hundred steps, in one of its forms.</summary>
internal sealed class StartupProgram
{
    private const string Name = "MiniGrad.Startup";
    private const string Solution = "MiniGrad.sln";

    private readonly string file;
    private readonly string[] arguments;

    private StartupProgram(string form, string file, params string[] arguments)
    {
        Form = form;
        this.file = file;
        this.arguments = arguments;
    }

    /// <summary>What its code is.</summary>
    public string Form { get; }

    private static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH")
        ?? (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet");

    /// <summary>As it was built with the benchmarks, beside which it lies.</summary>
    public static StartupProgram OnRuntime() => new("on the runtime", Host, Path.Combine(AppContext.BaseDirectory, $"{Name}.dll"));

    /// <summary>Compiled to native code, which takes a minute.</summary>
    /// <param name="folder">Where to.</param>
    /// <exception cref="PeerException">It cannot be compiled here.</exception>
    public static StartupProgram Native(string folder)
    {
        if (!OperatingSystem.IsWindows() && !HasLinker()) throw new PeerException("there is no linker here, neither clang nor gcc");
        DirectoryInfo? repository = new(AppContext.BaseDirectory);
        while (repository is not null && !File.Exists(Path.Combine(repository.FullName, Solution))) repository = repository.Parent;
        if (repository is null) throw new PeerException($"the benchmarks do not lie below the folder of {Solution}");
        // What is built lies apart, and no build server stays behind; the other variables are left over from the command that runs this.
        PeerProcess.Run(
            Host,
            [
                "publish", Path.Combine(repository.FullName, "bench", Name), "-c", "Release", "--nologo", "-p:PublishAot=true",
                "-p:RunAnalyzers=false", "--artifacts-path", Path.Combine(folder, "build"), "-o", folder,
            ],
            new Dictionary<string, string?>
            {
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["UseSharedCompilation"] = "false",
                ["MSBuildSDKsPath"] = null,
                ["MSBuildLoadMicrosoftTargetsReadOnly"] = null,
                ["MSBUILD_EXE_PATH"] = null,
                ["MSBuildExtensionsPath"] = null,
            });
        return new StartupProgram("native", Path.Combine(folder, OperatingSystem.IsWindows() ? $"{Name}.exe" : Name));
    }

    /// <summary>Starts it, and waits for its end.</summary>
    /// <param name="network">Such as <c>784,128,10 relu 32</c>.</param>
    /// <exception cref="PeerException">It failed.</exception>
    public StartupTimes Run(string network)
    {
        long start = Stopwatch.GetTimestamp();
        string[] answer = PeerProcess.FirstLine(file, [.. arguments, .. network.Split(' ')]).Split(' ');
        double end = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new StartupTimes(Since(answer[0]), Since(answer[1]), end, double.Parse(answer[2], CultureInfo.InvariantCulture));

        double Since(string timestamp) =>
            Stopwatch.GetElapsedTime(start, long.Parse(timestamp, CultureInfo.InvariantCulture)).TotalMilliseconds;
    }

    private static bool HasLinker() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "clang")) || File.Exists(Path.Combine(folder, "gcc")));
}
