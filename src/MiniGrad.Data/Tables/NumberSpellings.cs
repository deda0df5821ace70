namespace MiniGrad.Data;

/// <summary>
/// How the numbers of a column were written where that is not their shortest form: <c>01234</c>, <c>1e5</c>, <c>1.0</c>. Where the column turns out to be one
/// of categories that are text, they are matched by what was written.
/// </summary>
/// <remarks>Immutable as long as the memory handed to the constructor is left alone.</remarks>
public sealed class NumberSpellings
{
    private readonly ReadOnlyMemory<ushort> places;
    private readonly IReadOnlyList<string> texts;

    /// <param name="places">For each row 0 where its number was written in the shortest form, or is missing; else its text's place in the list, from 1. Not copied.</param>
    /// <param name="texts">The other texts. Not copied.</param>
    /// <exception cref="ArgumentException">A place is beyond the list.</exception>
    public NumberSpellings(ReadOnlyMemory<ushort> places, IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        foreach (ushort place in places.Span)
        {
            if (place > texts.Count)
                throw new ArgumentException(FormattableString.Invariant($"NumberSpellings: expected places from 0 to {texts.Count}, got {place}."), nameof(places));
        }
        this.places = places;
        this.texts = texts;
        Count = places.Length;
    }

    private NumberSpellings(int count)
    {
        texts = [];
        Count = count;
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>What was written in a row, null where it is the shortest form.</summary>
    public string? this[int row] => texts.Count > 0 && places.Span[row] is > 0 and var place ? texts[place - 1] : null;

    /// <summary>Those of numbers all of which were written in the shortest form.</summary>
    /// <param name="count">The number of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static NumberSpellings AllShortest(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return new NumberSpellings(count);
    }

    internal NumberSpellings Select(ReadOnlySpan<int> rows)
    {
        if (texts.Count == 0) return new NumberSpellings(rows.Length);
        ushort[] chosen = new ushort[rows.Length];
        for (int i = 0; i < chosen.Length; i++) chosen[i] = places.Span[rows[i]];
        return new NumberSpellings(chosen, texts);
    }
}
