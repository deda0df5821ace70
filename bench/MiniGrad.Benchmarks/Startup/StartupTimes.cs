using System.Diagnostics;
using System.Globalization;
using MiniGrad.Benchmarks.Peers;

namespace MiniGrad.Benchmarks.Startup;

/// <summary>What passed since the small program that trains for a hundred steps was started, in milliseconds.</summary>
/// <param name="First">Until its first step ended.</param>
/// <param name="Hundredth">Until its hundredth did.</param>
/// <param name="End">Until the process had ended.</param>
/// <param name="Loss">Of the hundredth step.</param>
internal readonly record struct StartupTimes(double First, double Hundredth, double End, double Loss)
{
    /// <summary>The folder of that program.</summary>
    public static string Project { get; } = Path.Combine("bench", "MiniGrad.Startup");

    /// <summary>Starts it, and waits for its end.</summary>
    /// <param name="program">One of its forms.</param>
    /// <param name="network">Such as <c>784,128,10 relu 32</c>.</param>
    /// <exception cref="PeerException">It failed.</exception>
    public static StartupTimes Of(ProgramForm program, string network)
    {
        long start = Stopwatch.GetTimestamp();
        string[] answer = PeerProcess.FirstLine(program.File, [.. program.Arguments, .. network.Split(' ')]).Split(' ');
        double end = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new StartupTimes(Since(answer[0]), Since(answer[1]), end, double.Parse(answer[2], CultureInfo.InvariantCulture));

        double Since(string timestamp) =>
            Stopwatch.GetElapsedTime(start, long.Parse(timestamp, CultureInfo.InvariantCulture)).TotalMilliseconds;
    }
}
