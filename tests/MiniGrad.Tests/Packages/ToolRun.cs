using System.Diagnostics;

namespace MiniGrad.Tests.Packages;

/// <summary>What a command of the SDK, or another program, gave.</summary>
internal sealed record ToolRun(int ExitCode, string Output)
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(8);

    /// <summary>Runs a command of the SDK in a folder.</summary>
    public static ToolRun Dotnet(string folder, params string[] arguments) => Run(ProgramProcess.Host, folder, arguments);

    /// <summary>Runs a program of .NET's on the runtime, with variables of the environment.</summary>
    public static ToolRun OnRuntime(string assembly, string[] arguments, params (string Name, string Value)[] variables) =>
        Run(ProgramProcess.Host, Path.GetDirectoryName(assembly)!, [assembly, .. arguments], variables);

    /// <summary>Runs a program in a folder, both outputs as one.</summary>
    public static ToolRun Run(string program, string folder, params string[] arguments) => Run(program, folder, arguments, []);

    private static ToolRun Run(string program, string folder, string[] arguments, (string Name, string Value)[] variables)
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
        // Programs that run for seconds gain nothing by it, and take a third more time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach ((string name, string value) in variables) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        using Timer timeout = new(_ => process.Kill(entireProcessTree: true), null, limit, Timeout.InfiniteTimeSpan);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new ToolRun(process.ExitCode, output + error.Result);
    }
}
