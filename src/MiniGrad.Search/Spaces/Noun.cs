namespace MiniGrad.Search;

/// <summary>Nouns that stand behind a number.</summary>
internal static class Noun
{
    /// <summary>With an <c>s</c>, unless there is one.</summary>
    public static string Of(long count, string one) => count == 1 ? one : $"{one}s";
}
