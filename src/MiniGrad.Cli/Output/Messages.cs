using System.Collections.Concurrent;

namespace MiniGrad.Cli;

/// <summary>Single lines on the error stream.</summary>
internal static class Messages
{
    private static readonly ConcurrentDictionary<string, bool> warnings = new(StringComparer.Ordinal);

    /// <summary>Says what ended the command.</summary>
    public static void Error(string message) => Write("error", message);

    /// <summary>Says what went wrong that work goes on in spite of.</summary>
    public static void Warn(string message) => Write("warning", message);

    /// <summary>Says it the first time.</summary>
    public static void WarnOnce(string message)
    {
        if (warnings.TryAdd(message, true)) Warn(message);
    }

    private static void Write(string kind, string message)
    {
        try
        {
            Console.Error.WriteLine($"{kind}: {Secrets.Hidden(OptionNames.In(message)).ReplaceLineEndings(" ")}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Nobody hears it; the exit code is left.
        }
    }
}
