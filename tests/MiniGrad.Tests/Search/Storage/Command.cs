using System.Diagnostics;

namespace MiniGrad.Tests.Search;

/// <summary>Runs programs of the system.</summary>
internal static class Command
{
    private static readonly string[] systemFolders = ["/usr/sbin", "/sbin", "/usr/bin", "/bin"];

    /// <summary>Where a program is, or null.</summary>
    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(systemFolders).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Starts a program; what it writes goes nowhere.</summary>
    public static Process Start(string program, IEnumerable<string> arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = "/",
    })!;

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static string Run(string program, IEnumerable<string> arguments)
    {
        using Process process = Start(program, arguments);
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException(
                FormattableString.Invariant($"{program} {string.Join(' ', arguments)}: {process.ExitCode}\n{output}\n{errors.Result}"));
    }

    /// <summary>A command line for a shell.</summary>
    public static string Line(IEnumerable<string> command) => string.Join(' ', command.Select(word => $"'{word.Replace("'", @"'\''")}'"));
}
