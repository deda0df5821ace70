using System.ComponentModel;
using System.Diagnostics;

namespace MiniGrad.Tests.Serialization;

/// <summary>Runs the scripts beside the tests, which read and write files independently of the library.</summary>
internal static class Python
{
    private static readonly string[] interpreters = ["python3", "/usr/bin/python3", "python"];
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(2);

    /// <summary>An interpreter of Python 3 that has a module, or null.</summary>
    public static string? Find(string module) => Array.Find(interpreters, interpreter => Has(interpreter, module));

    /// <summary>What a script prints.</summary>
    /// <param name="module">The module that the script needs.</param>
    /// <param name="script">The name of the script's file.</param>
    /// <param name="input">What the script is given to read.</param>
    /// <param name="arguments">Its arguments.</param>
    public static string Run(string module, string script, string input, params string[] arguments)
    {
        string interpreter = Find(module) ?? throw new InvalidOperationException($"There is no Python 3 with the module {module}.");
        (int exitCode, string output, string error) =
            Run(interpreter, [Path.Combine(AppContext.BaseDirectory, "Serialization", script), .. arguments], input);
        return exitCode == 0 ? output : throw new InvalidOperationException($"{script} failed: {error}");
    }

    private static bool Has(string interpreter, string module)
    {
        try
        {
            return Run(interpreter, ["-c", $"import sys, {module}; sys.exit(0 if sys.version_info >= (3, 6) else 1)"], "").ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private static (int ExitCode, string Output, string Error) Run(string interpreter, string[] arguments, string input)
    {
        ProcessStartInfo start =
            new(interpreter, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{interpreter} did not end within {limit}.");
        }
        return (process.ExitCode, output.Result, error.Result);
    }
}
