namespace MiniGrad.Cli;

/// <summary>Numbers of things, in words.</summary>
internal static class Counts
{
    /// <summary>A noun that stands behind a number: with an <c>s</c>, unless there is one.</summary>
    public static string Noun(long count, string one) => count == 1 ? one : $"{one}s";
}
