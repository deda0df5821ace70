namespace MiniGrad.Data;

/// <summary>A column of numbers; NaN stands for a missing number.</summary>
/// <remarks>Immutable as long as nobody changes the memory given to the constructor.</remarks>
public sealed class NumberColumn : TableColumn
{
    private const int Together = 512;

    private readonly ColumnValues<double> numbers;
    private readonly ColumnValues<float> singles;

    /// <param name="name">The name, not empty.</param>
    /// <param name="numbers">A number for each row, NaN where it is missing. Not copied.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public NumberColumn(string name, ReadOnlyMemory<double> numbers) : this(name, new ColumnValues<double>(numbers), spellings: null) { }

    /// <summary>A column of numbers that single precision holds without loss, in half the memory.</summary>
    /// <inheritdoc cref="NumberColumn(string, ReadOnlyMemory{double})"/>
    public NumberColumn(string name, ReadOnlyMemory<float> numbers) : this(name, new ColumnValues<float>(numbers), spellings: null) { }

    internal NumberColumn(string name, ColumnValues<double> numbers, NumberSpellings? spellings) : base(name, numbers.Count) =>
        (this.numbers, Spellings) = (numbers, spellings);

    internal NumberColumn(string name, ColumnValues<float> numbers, NumberSpellings? spellings) : base(name, numbers.Count) =>
        (singles, Spellings) = (numbers, spellings);

    /// <summary>The texts of the numbers in a file; null where they are not known.</summary>
    internal NumberSpellings? Spellings { get; }

    /// <summary>The number of a row, NaN where it is missing.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public double this[int row] => singles.Count == 0 ? numbers[row] : singles[row];

    /// <summary>Whether single precision holds all of them without loss.</summary>
    internal bool FitsSingles
    {
        get
        {
            if (singles.Count > 0) return true;
            for (int row = 0; row < Count; row++)
                if ((float)numbers[row] != numbers[row] && !double.IsNaN(numbers[row])) return false;
            return true;
        }
    }

    /// <inheritdoc/>
    public override bool IsMissing(int row) => double.IsNaN(this[row]);

    /// <inheritdoc/>
    public override string? TextAt(int row) => double.IsNaN(this[row]) ? null : this[row].ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A new array with the number of each row.</summary>
    public double[] ToArray()
    {
        double[] all = new double[Count];
        CopyTo(0, all);
        return all;
    }

    /// <summary>Copies the numbers of neighbouring rows.</summary>
    internal void CopyTo(int first, Span<double> values)
    {
        if (singles.Count == 0)
        {
            numbers.CopyTo(first, values);
            return;
        }
        Span<float> part = stackalloc float[Math.Min(values.Length, Together)];
        while (values.Length > 0)
        {
            part = part[..Math.Min(values.Length, Together)];
            singles.CopyTo(first, part);
            for (int i = 0; i < part.Length; i++) values[i] = part[i];
            first += part.Length;
            values = values[part.Length..];
        }
    }

    private protected override int CountMissing()
    {
        int missing = 0;
        Span<double> together = stackalloc double[Together];
        for (int row = 0; row < Count; row += Together)
        {
            Span<double> values = together[..Math.Min(Together, Count - row)];
            CopyTo(row, values);
            foreach (double number in values)
                if (double.IsNaN(number)) missing++;
        }
        return missing;
    }

    private protected override TableColumn Choose(RowSelection rows) =>
        singles.Count == 0
            ? new NumberColumn(Name, numbers.Select(rows), Spellings?.Select(rows))
            : new NumberColumn(Name, singles.Select(rows), Spellings?.Select(rows));
}

/// <summary>The texts of a column's numbers that differ from the shortest form, such as <c>01234</c>, <c>1e5</c> and <c>1.0</c>.</summary>
/// <remarks>Text categories are matched by them.</remarks>
/// <param name="places">For each row 0 where its number has the shortest form or is missing, else the place of its text, from 1.</param>
/// <param name="texts">The texts.</param>
internal sealed class NumberSpellings(ColumnValues<ushort> places, IReadOnlyList<string> texts)
{
    /// <summary>Numbers that all have the shortest form.</summary>
    public static NumberSpellings AllShortest { get; } = new(default, []);

    /// <summary>The text of a row's number, null where it is the shortest form.</summary>
    public string? this[int row] => texts.Count > 0 && places[row] is > 0 and var place ? texts[place - 1] : null;

    public NumberSpellings Select(RowSelection rows) => texts.Count == 0 ? this : new NumberSpellings(places.Select(rows), texts);
}
