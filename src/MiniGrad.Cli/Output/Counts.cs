using static System.FormattableString;

namespace MiniGrad.Cli;

/// <summary>Numbers of things, in words.</summary>
internal static class Counts
{
    /// <summary>A number with its noun: <c>1 trial</c>, <c>1,200 trials</c>.</summary>
    /// <param name="count">The number.</param>
    /// <param name="one">The noun for one.</param>
    /// <param name="many">The noun for others. Default: with an <c>s</c> behind it.</param>
    public static string Of(long count, string one, string? many = null) =>
        Invariant($"{count:N0} {(count == 1 ? one : many ?? $"{one}s")}");
}
