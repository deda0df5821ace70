namespace MiniGrad.Data;

/// <summary>Words names in messages.</summary>
internal static class NameList
{
    private const int Shown = 20;

    /// <summary>The names in quotes, the first twenty where there are more.</summary>
    public static string Of(IEnumerable<string> names) => Plain([.. names.Select(name => $"'{name}'")]);

    /// <summary>The names, the first twenty where there are more.</summary>
    public static string Plain(IReadOnlyList<string> names)
    {
        string list = string.Join(", ", names.Take(Shown));
        return names.Count <= Shown ? list : Invariant($"{list} and {names.Count - Shown} more");
    }
}
