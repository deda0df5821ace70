using System.Diagnostics;
using MiniGrad.Benchmarks.Peers;

namespace MiniGrad.Benchmarks.Startup;

/// <summary>How long the example that learns exclusive or takes, from the start of its process to the end.</summary>
internal static class ExampleTime
{
    /// <summary>The folder of the example.</summary>
    public static string Project { get; } = Path.Combine("examples", "Xor");

    /// <summary>Starts it, waits for its end, and looks whether it has learned what it should.</summary>
    /// <returns>Milliseconds.</returns>
    /// <exception cref="PeerException">It failed.</exception>
    public static double Of(ProgramForm program)
    {
        long start = Stopwatch.GetTimestamp();
        string output = PeerProcess.Run(program.File, program.Arguments);
        double end = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return output.TrimEnd().EndsWith("solved 1 of 1", StringComparison.Ordinal) ? end
            : throw new PeerException($"it said '{output.TrimEnd()}'");
    }
}
