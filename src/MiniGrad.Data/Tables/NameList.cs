namespace MiniGrad.Data;

/// <summary>Words names in messages.</summary>
internal static class NameList
{
    private const int Shown = 20;

    /// <summary>The names in quotes, the first twenty where there are more.</summary>
    public static string Of(IEnumerable<string> names)
    {
        string[] all = [.. names];
        string list = string.Join(", ", all.Take(Shown).Select(name => $"'{name}'"));
        return all.Length <= Shown ? list : Invariant($"{list} and {all.Length - Shown} more");
    }
}
