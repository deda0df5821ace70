using System.Diagnostics;

namespace MiniGrad.Tests.Cli;

/// <summary>Runs the command <c>minigrad</c>.</summary>
internal static class Minigrad
{
    private const string Shell = "bash";

    private static string Host => ProgramProcess.Host;

    public static Task<ProgramRun> Run(params string[] arguments) => Run(arguments, _ => null);

    /// <inheritdoc cref="ProgramProcess.Run(string, string[], Func{string, string?})"/>
    public static Task<ProgramRun> Run(string[] arguments, Func<string, string?> react) =>
        ProgramProcess.Run("MiniGrad.Cli", arguments, react);

    /// <summary>Runs lines of a shell in a folder, to which the command is known by its name.</summary>
    public static async Task<ProgramRun> RunShell(string folder, string lines)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "MiniGrad.Cli.dll");
        ProcessStartInfo start = new(Shell)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"minigrad() {{ '{Host}' '{program}' \"$@\"; }}\n{lines}");
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(5));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The lines did not come to their end:\n{lines}");
        }
        return new ProgramRun(process.ExitCode, (await output).TrimEnd('\n'), await error);
    }

    /// <summary>Starts the command with its streams in the hands of the test.</summary>
    public static Process Start(params string[] arguments)
    {
        ProcessStartInfo start = new(Host) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "MiniGrad.Cli.dll"));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
