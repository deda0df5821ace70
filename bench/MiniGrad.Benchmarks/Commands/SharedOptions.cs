using System.CommandLine;
using System.Globalization;
using MiniGrad.Kernels;

namespace MiniGrad.Benchmarks.Commands;

/// <summary>Options that several commands have.</summary>
internal static class SharedOptions
{
    /// <summary>As many threads as there are processors, if nothing else is said.</summary>
    public static Option<int> Threads() => Threads(Parallelism.ThreadCount);

    public static Option<int> Threads(int defaultValue) => CheckedOption.Create(
        "--threads", "How many threads share the work.", defaultValue,
        $"a whole number from 1 to {WorkerTeam.MaxThreads}",
        (string text, out int value) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value is >= 1 and <= WorkerTeam.MaxThreads);

    public static Option<bool> Json() => new("--json") { Description = "Print JSON, in one line, instead of a table." };
}
