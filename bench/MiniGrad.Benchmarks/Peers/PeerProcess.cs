using System.ComponentModel;
using System.Diagnostics;

namespace MiniGrad.Benchmarks.Peers;

/// <summary>A program that answers a line of input with a line of output. Between lines it waits for input; it ends with the input, so also
/// when this process ends in any way.</summary>
internal sealed class PeerProcess : IDisposable
{
    private const string Ready = "ready ";
    private const string Missing = "missing ";

    private static readonly TimeSpan timeToEnd = TimeSpan.FromSeconds(2);

    private readonly Process process;
    private readonly Task<string> errors;

    private PeerProcess(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its name, or a path.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="environment">Variables to set, or with null to remove.</param>
    /// <exception cref="PeerException">There is no such program.</exception>
    public static PeerProcess Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        ProcessStartInfo start =
            new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in environment) start.Environment[name] = value;
        try
        {
            return new PeerProcess(Process.Start(start)!);
        }
        catch (Win32Exception)
        {
            throw new PeerException($"{program} was not found");
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="PeerException">There is no such program, or it failed.</exception>
    public static string Run(string program, params string[] arguments) => Run(program, arguments, new Dictionary<string, string?>());

    /// <summary>Runs a program to its end, with variables to set, or with null to remove.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="PeerException">There is no such program, or it failed.</exception>
    public static string Run(string program, string[] arguments, IReadOnlyDictionary<string, string?> environment)
    {
        using PeerProcess run = Start(program, arguments, environment);
        run.process.StandardInput.Close();
        string output = run.process.StandardOutput.ReadToEnd();
        run.process.WaitForExit();
        return run.process.ExitCode == 0 ? output : throw run.Failure(output);
    }

    /// <summary>The first line that a program prints.</summary>
    /// <exception cref="PeerException">There is no such program, or it printed nothing.</exception>
    public static string FirstLine(string program, params string[] arguments)
    {
        using PeerProcess run = Start(program, arguments, new Dictionary<string, string?>());
        return run.ReadLine();
    }

    /// <summary>A file that lies beside this program.</summary>
    public static string FileBesideProgram(string name) => Path.Combine(AppContext.BaseDirectory, "peers", name);

    /// <summary>The name and version with which a peer begins, or the end of it.</summary>
    /// <exception cref="PeerException">The program says, or shows, that it cannot work; it is disposed.</exception>
    public string ReadVersion()
    {
        try
        {
            string greeting = ReadLine();
            if (greeting.StartsWith(Missing, StringComparison.Ordinal)) throw new PeerException(greeting[Missing.Length..]);
            return greeting.StartsWith(Ready, StringComparison.Ordinal) ? greeting[Ready.Length..]
                : throw new PeerException($"it said '{greeting}'");
        }
        catch (PeerException)
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The next line of output.</summary>
    /// <exception cref="PeerException">The program ended instead.</exception>
    public string ReadLine() => process.StandardOutput.ReadLine() ?? throw Failure();

    /// <summary>The line of output that answers a line of input.</summary>
    /// <exception cref="PeerException">The program ended instead.</exception>
    public string Ask(string line)
    {
        try
        {
            process.StandardInput.WriteLine(line);
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw Failure();
        }
        return ReadLine();
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.StandardInput.Close();
            if (!process.WaitForExit(timeToEnd)) process.Kill(entireProcessTree: true);
        }
        process.Dispose();
    }

    /// <summary>What the program said of why it ended: the first error of a compiler, the last line of an interpreter.</summary>
    private PeerException Failure(string output = "")
    {
        string[] lines = (output + errors.Result).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // gcc says "error: …", MSBuild "…: error CODE: …".
        string? error = lines.FirstOrDefault(line =>
            line.Contains(" error: ", StringComparison.Ordinal) || line.Contains(": error ", StringComparison.Ordinal));
        return new PeerException(error ?? lines.LastOrDefault() ?? "it ended without a word");
    }
}
