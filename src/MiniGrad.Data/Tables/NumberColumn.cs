namespace MiniGrad.Data;

/// <summary>A column of numbers; NaN stands for a missing number.</summary>
/// <remarks>Immutable as long as nobody changes the memory given to the constructor.</remarks>
public sealed class NumberColumn : TableColumn
{
    private readonly ReadOnlyMemory<double> numbers;
    private readonly ReadOnlyMemory<float> singles;

    /// <param name="name">The name, not empty.</param>
    /// <param name="numbers">A number for each row, NaN where it is missing. Not copied.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public NumberColumn(string name, ReadOnlyMemory<double> numbers) : this(name, numbers, spellings: null) { }

    /// <summary>A column of numbers that single precision holds without loss, in half the memory.</summary>
    /// <inheritdoc cref="NumberColumn(string, ReadOnlyMemory{double})"/>
    public NumberColumn(string name, ReadOnlyMemory<float> numbers) : this(name, numbers, spellings: null) { }

    internal NumberColumn(string name, ReadOnlyMemory<double> numbers, NumberSpellings? spellings) : base(name, numbers.Length) =>
        (this.numbers, Spellings) = (numbers, spellings);

    internal NumberColumn(string name, ReadOnlyMemory<float> numbers, NumberSpellings? spellings) : base(name, numbers.Length) =>
        (singles, Spellings) = (numbers, spellings);

    /// <summary>The texts of the numbers in a file; null where they are not known.</summary>
    internal NumberSpellings? Spellings { get; }

    /// <summary>The number of a row, NaN where it is missing.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public double this[int row] => singles.IsEmpty ? numbers.Span[row] : singles.Span[row];

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(this[row]);

    /// <inheritdoc/>
    public override string? TextAt(int row) => double.IsNaN(this[row]) ? null : this[row].ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A new array with the number of each row.</summary>
    public double[] ToArray()
    {
        double[] all = new double[Count];
        for (int row = 0; row < all.Length; row++) all[row] = this[row];
        return all;
    }

    private protected override TableColumn Gather(ReadOnlySpan<int> rows) =>
        singles.IsEmpty
            ? new NumberColumn(Name, Gather(numbers.Span, rows), Spellings?.Select(rows))
            : new NumberColumn(Name, Gather(singles.Span, rows), Spellings?.Select(rows));
}

/// <summary>The texts of a column's numbers that differ from the shortest form, such as <c>01234</c>, <c>1e5</c> and <c>1.0</c>.</summary>
/// <remarks>Text categories are matched by them.</remarks>
/// <param name="places">For each row 0 where its number has the shortest form or is missing, else the place of its text, from 1.</param>
/// <param name="texts">The texts.</param>
internal sealed class NumberSpellings(ReadOnlyMemory<ushort> places, IReadOnlyList<string> texts)
{
    /// <summary>Numbers that all have the shortest form.</summary>
    public static NumberSpellings AllShortest { get; } = new(default, []);

    /// <summary>The text of a row's number, null where it is the shortest form.</summary>
    public string? this[int row] => texts.Count > 0 && places.Span[row] is > 0 and var place ? texts[place - 1] : null;

    public NumberSpellings Select(ReadOnlySpan<int> rows)
    {
        if (texts.Count == 0) return this;
        ushort[] chosen = new ushort[rows.Length];
        for (int i = 0; i < chosen.Length; i++) chosen[i] = places.Span[rows[i]];
        return new NumberSpellings(chosen, texts);
    }
}
