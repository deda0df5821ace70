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
}
