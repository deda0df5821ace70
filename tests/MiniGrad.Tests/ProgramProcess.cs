using System.Diagnostics;

namespace MiniGrad.Tests;

/// <summary>The result of running a program.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    public string[] Lines { get; } = Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);

    public string LastLine => Lines[^1];
}

/// <summary>Runs the command and the examples as their user does: in a process of its own, its output redirected.</summary>
internal static class ProgramProcess
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(2);

    /// <summary>The host that runs the tests, for other programs.</summary>
    public static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public static Task<ProgramRun> Run(string program, params string[] arguments) => Run(program, arguments, _ => null);

    /// <param name="program">The name of its project.</param>
    /// <param name="arguments">The command line.</param>
    /// <param name="react">Sees every line of output as it comes; a signal that it names, such as INT, is sent to the process, and then it
    /// is asked no more.</param>
    public static Task<ProgramRun> Run(string program, string[] arguments, Func<string, string?> react) =>
        RunProgram(Path.Combine(AppContext.BaseDirectory, $"{program}.dll"), arguments, react);

    /// <param name="path">The assembly of any program.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="react">As above.</param>
    public static Task<ProgramRun> RunProgram(string path, string[] arguments, Func<string, string?> react) =>
        // A thread of its own: those of the pool are all busy at times, and a signal would come when the program has long ended.
        Task.Factory.StartNew(
            () => RunHere(path, arguments, react), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static ProgramRun RunHere(string path, string[] arguments, Func<string, string?> react)
    {
        ProcessStartInfo start = new(Host)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(path);
        foreach (string argument in arguments) start.ArgumentList.Add(argument);

        // A build server's variable: some libraries colour their output there even if it goes to a file.
        start.Environment["GITHUB_ACTIONS"] = "true";
        start.Environment.Remove("NO_COLOR");
        // Programs that run for a second gain nothing by watching how their code runs.
        start.Environment["DOTNET_TieredPGO"] = "0";

        using Process process = Process.Start(start)!;
        using Timer timeout = new(_ => process.Kill(entireProcessTree: true), null, limit, Timeout.InfiniteTimeSpan);
        string error = "";
        Thread errors = new(() => error = process.StandardError.ReadToEnd());
        errors.Start();
        List<string> lines = [];
        bool isSignalSent = false;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            lines.Add(line);
            if (isSignalSent || react(line) is not { } signal) continue;
            isSignalSent = true;
            if (signal == "KILL")
            {
                // No shell in between, for this is to be at once.
                process.Kill();
                continue;
            }
            using Process sender = Process.Start("sh", ["-c", $"kill -{signal} {process.Id}"]);
            sender.WaitForExit();
        }
        process.WaitForExit();
        errors.Join();
        return new ProgramRun(process.ExitCode, string.Join(Environment.NewLine, lines), error);
    }
}
