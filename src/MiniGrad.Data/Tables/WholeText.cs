namespace MiniGrad.Data;

/// <summary>Finds text that a file cannot hold.</summary>
internal static class WholeText
{
    /// <summary>Whether every surrogate has its partner: UTF-8 has no bytes for half of a pair.</summary>
    public static bool IsWhole(ReadOnlySpan<char> text)
    {
        for (int i; (i = text.IndexOfAnyInRange('\uD800', '\uDFFF')) >= 0; text = text[(i + 2)..])
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
        return true;
    }

    /// <exception cref="ArgumentException">The text holds half of a surrogate pair.</exception>
    public static void Check(string text, string owner)
    {
        if (!IsWhole(text)) throw new ArgumentException($"TableEncoder: {owner} holds half of a surrogate pair.");
    }

    /// <exception cref="ArgumentException">A name or a text of a table holds half of a surrogate pair.</exception>
    /// <param name="table">The table.</param>
    /// <param name="who">Who says so.</param>
    public static void Check(Table table, string who)
    {
        foreach (TableColumn column in table.Columns)
        {
            if (IsWhole(column.Name) && (column is not TextColumn texts || texts.Distinct.All(text => IsWhole(text)))) continue;
            const string Problem = "holds half of a surrogate pair, which UTF-8 has no bytes for";
            throw new ArgumentException($"{who}: column '{column.Name}' {Problem}.", nameof(table));
        }
    }
}
