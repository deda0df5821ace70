using System.Globalization;
using System.Runtime.CompilerServices;

namespace MiniGrad.Tests.Cli;

/// <summary>A test that sends Ctrl+C's signal; skipped, saying why, where a process cannot get it from another.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class InterruptFactAttribute([CallerMemberName] string test = "") : ConditionalFactAttribute(Reason, test)
{
    private const int InterruptNumber = 2;

    private static string? Reason => OperatingSystem.IsWindows() ? "On Windows only a console sends Ctrl+C."
        : IsIgnored() ? "The tests were started with SIGINT ignored, as by a shell's '&', and so is what they start." : null;

    private static bool IsIgnored()
    {
        const string Field = "SigIgn:";
        const string Status = "/proc/self/status";
        if (!File.Exists(Status)) return false;
        string line = File.ReadLines(Status).First(line => line.StartsWith(Field, StringComparison.Ordinal));
        ulong mask = ulong.Parse(
            line[Field.Length..], NumberStyles.AllowHexSpecifier | NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        return (mask >> (InterruptNumber - 1) & 1) != 0;
    }
}
