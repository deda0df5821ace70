namespace MiniGrad.Data;

/// <summary>Finds text that would not come back from a file.</summary>
internal static class WholeText
{
    /// <exception cref="ArgumentException">There is half of a surrogate pair in it, for which UTF-8 has no bytes.</exception>
    public static void Check(string text, string owner)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                throw new ArgumentException($"TableEncoder: {owner} holds half of a surrogate pair: expected whole characters, as a file keeps them.");
            i++;
        }
    }
}
