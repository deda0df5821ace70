using System.Runtime.InteropServices;

namespace MiniGrad.Data;

/// <summary>How often the texts of a column occur that is seen once: of so many different ones as memory is meant for.</summary>
internal sealed class TextSummary
{
    private const int MostTexts = 100_000;
    private const long MostCharacters = 32 * 1024 * 1024;
    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private long characters;

    /// <summary>Whether there are texts that are not counted.</summary>
    public bool HasMore { get; private set; }

    public TextValues Values => new([.. counts.Keys], [.. counts.Values], HasMore);

    public void Add(string text, long count)
    {
        if (HasMore)
        {
            // Those that are known by then go on being counted: the frequent ones are among them.
            ref long known = ref CollectionsMarshal.GetValueRefOrNullRef(counts, text);
            if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref known)) known += count;
            return;
        }
        ref long all = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, text, out bool isKnown);
        all += count;
        if (isKnown) return;
        characters += text.Length;
        HasMore = counts.Count == MostTexts || characters > MostCharacters;
    }
}

/// <summary>The different texts of a column.</summary>
/// <param name="Texts">The texts, in no order.</param>
/// <param name="Counts">How many rows have each.</param>
/// <param name="HasMore">Whether there are others, which were not kept.</param>
internal sealed record TextValues(IReadOnlyList<string> Texts, IReadOnlyList<long> Counts, bool HasMore)
{
    /// <summary>Whether no two rows have the same one.</summary>
    public bool AllDiffer => Counts.All(count => count == 1);
}
