using System.Diagnostics;
using System.Text;

namespace MiniGrad.Tests.Search;

/// <summary>A process that works on a study.</summary>
internal sealed class StudyWorkerProcess : IDisposable
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(4);

    private readonly Process process;
    private readonly StringBuilder output = new(), errors = new();

    /// <param name="storage">A path, a connection string or <c>memory</c>.</param>
    /// <param name="study">The name of the study.</param>
    /// <param name="trials">How many in all.</param>
    /// <param name="workers">How many at once.</param>
    /// <param name="lease">In milliseconds.</param>
    /// <param name="variable">What it finds in its environment beside all that is there.</param>
    public StudyWorkerProcess(
        string storage, string study, int trials, int workers, int lease, (string Name, string Value)? variable = null)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "MiniGrad.StudyWorker.dll");
        process = new Process
        {
            StartInfo = new ProcessStartInfo(ProgramProcess.Host, [program, storage, study, $"{trials}", $"{workers}", $"{lease}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        if (variable is var (name, value)) process.StartInfo.Environment[name] = value;
        process.OutputDataReceived += (_, line) => Add(output, line.Data);
        process.ErrorDataReceived += (_, line) => Add(errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it wrote so far.</summary>
    public string[] Lines
    {
        get
        {
            lock (output) return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    /// <summary>Waits until it has written a line that begins so.</summary>
    public string WaitFor(string beginning)
    {
        for (long started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < limit; Thread.Sleep(10))
        {
            if (Array.Find(Lines, line => line.StartsWith(beginning, StringComparison.Ordinal)) is { } found) return found;
            if (process.HasExited) break;
        }
        throw new InvalidOperationException($"Waited for '{beginning}', got: {string.Join('\n', Lines)}\n{errors}");
    }

    /// <summary>Waits until it has ended well.</summary>
    /// <returns>The last line: the fingerprint.</returns>
    public string Result()
    {
        if (!process.WaitForExit(limit))
            throw new InvalidOperationException($"A worker does not end: {string.Join('\n', Lines)}\n{errors}");
        process.WaitForExit();
        return process.ExitCode == 0 ? Lines[^1] : throw new InvalidOperationException($"A worker ended by {process.ExitCode}: {errors}");
    }

    /// <summary>Kills it, unless it ends before.</summary>
    /// <returns>Whether it was killed.</returns>
    public bool KillAfter(TimeSpan time)
    {
        if (process.WaitForExit(time))
        {
            Result();
            return false;
        }
        process.Kill();
        process.WaitForExit();
        return true;
    }

    /// <summary>Sends it a signal, such as <c>STOP</c>.</summary>
    public void Signal(string signal) => Command.Run("sh", ["-c", FormattableString.Invariant($"kill -{signal} {process.Id}")]);

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.Dispose();
    }

    private static void Add(StringBuilder text, string? line)
    {
        if (line is null) return;
        lock (text) text.Append(line).Append('\n');
    }
}
