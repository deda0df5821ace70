using System.Runtime.InteropServices;

namespace MiniGrad.Data;

/// <summary>A column of text; null stands for a missing value.</summary>
/// <remarks>Immutable as long as nobody changes the memory given to the constructor.</remarks>
public sealed class TextColumn : TableColumn
{
    /// <summary>The place of a missing text.</summary>
    internal const int Missing = -1;

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

    /// <inheritdoc/>
    public override bool IsMissing(int row) => this[row] is null;

    /// <inheritdoc/>
    public override string? TextAt(int row) => this[row];

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
