using System.Runtime.InteropServices;

namespace MiniGrad.Data;

/// <summary>A column of text; null stands for a missing value.</summary>
/// <remarks>Immutable as long as nobody changes the memory given to the constructor.</remarks>
public sealed class TextColumn : TableColumn
{
    /// <summary>The place of a missing text.</summary>
    internal const int Missing = -1;

    private const int FewRows = 64, Together = 512;

    private readonly ReadOnlyMemory<string?> texts;
    private Coded? coded;

    /// <param name="name">The name, not empty.</param>
    /// <param name="texts">A text for each row, null where it is missing. Not copied.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public TextColumn(string name, ReadOnlyMemory<string?> texts) : base(name, texts.Length) => this.texts = texts;

    /// <summary>A column of texts that repeat.</summary>
    /// <param name="name">The name, not empty.</param>
    /// <param name="distinct">The different texts.</param>
    /// <param name="places">For each row the place of its text, <see cref="Missing"/> where it has none.</param>
    internal TextColumn(string name, string[] distinct, ColumnValues<int> places) : base(name, places.Count) =>
        coded = new Coded(distinct, places);

    /// <summary>The text of a row, null where it is missing.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public string? this[int row] => coded is { } known ? known.TextAt(row) : texts.Span[row];

    /// <summary>The different texts, of which rows may have each several times, once or never.</summary>
    internal IReadOnlyList<string> Distinct => Codes.Distinct;

    private Coded Codes => coded ??= Coded.Of(texts.Span);

    /// <summary>The place of a row's text in <see cref="Distinct"/>, <see cref="Missing"/> where it has none.</summary>
    internal int PlaceAt(int row) => Codes.Places[row];

    /// <summary>Whether something that takes a while is better done once for each different text than for each row. Of rows that were
    /// chosen from many, the different texts of all are known, and may be far more.</summary>
    internal bool HasFewTexts => coded is { } known ? known.Distinct.Length <= Count : Count >= FewRows;

    /// <summary>The number of rows that have each of <see cref="Distinct"/>.</summary>
    internal int[] CountTexts()
    {
        Coded codes = Codes;
        int[] counts = new int[codes.Distinct.Length];
        Span<int> together = stackalloc int[Together];
        for (int row = 0; row < Count; row += Together)
        {
            Span<int> places = together[..Math.Min(Together, Count - row)];
            codes.Places.CopyTo(row, places);
            foreach (int place in places)
                if (place >= 0) counts[place]++;
        }
        return counts;
    }

    /// <inheritdoc/>
    public override bool IsMissing(int row) => coded is { } known ? known.Places[row] == Missing : texts.Span[row] is null;

    /// <inheritdoc/>
    public override string? TextAt(int row) => this[row];

    private protected override int CountMissing()
    {
        if (coded is not null) return Count - CountTexts().Sum();
        int missing = 0;
        foreach (string? text in texts.Span)
            if (text is null) missing++;
        return missing;
    }

    private protected override TableColumn Choose(RowSelection rows) => new TextColumn(Name, Codes.Distinct, Codes.Places.Select(rows));

    /// <summary>Texts, and for each row the place of its text.</summary>
    private sealed record Coded(string[] Distinct, ColumnValues<int> Places)
    {
        public static Coded Of(ReadOnlySpan<string?> texts)
        {
            Dictionary<string, int> known = new(StringComparer.Ordinal);
            int[] places = new int[texts.Length];
            for (int row = 0; row < places.Length; row++)
            {
                places[row] = Missing;
                if (texts[row] is not { } text) continue;
                ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(known, text, out bool isKnown);
                if (!isKnown) place = known.Count - 1;
                places[row] = place;
            }
            return new Coded([.. known.Keys], new ColumnValues<int>(places));
        }

        public string? TextAt(int row) => Places[row] is >= 0 and var place ? Distinct[place] : null;
    }
}
