using System.CommandLine;

namespace MiniGrad.Cli;

/// <summary>The option of the number of threads, which every command that computes has.</summary>
internal static class ThreadOption
{
    private const int Most = 64;

    public static Option<int?> Create() => CheckedOption.OptionalInteger(
        "--threads", "The number of threads. Results do not depend on it. [default: the number of processors]", 1, Most, "count");

    /// <summary>Sets the number of threads, if it was given.</summary>
    public static void Use(ParseResult parsed, Option<int?> option)
    {
        if (parsed.GetValue(option) is { } count) Parallelism.ThreadCount = count;
    }
}
