using System.Globalization;

namespace MiniGrad.Data;

/// <summary>A column of numbers. A missing value is NaN, and NaN is a missing value: there is no other meaning for it in a table.</summary>
/// <remarks>Immutable as long as the memory handed to the constructor is left alone.</remarks>
public sealed class NumberColumn : TableColumn
{
    private readonly ReadOnlyMemory<double> numbers;
    private readonly ReadOnlyMemory<float> singles;

    /// <param name="name">The name, not empty.</param>
    /// <param name="numbers">A number for each row, NaN where it is missing. Not copied.</param>
    /// <param name="spellings">How they were written. Default: not known.</param>
    /// <exception cref="ArgumentException">The name is empty, or there are not as many spellings as numbers.</exception>
    public NumberColumn(string name, ReadOnlyMemory<double> numbers, NumberSpellings? spellings = null) : base(name, numbers.Length)
    {
        this.numbers = numbers;
        Spellings = Checked(spellings);
    }

    /// <summary>A column of numbers that single precision holds without loss, in half the memory.</summary>
    /// <inheritdoc cref="NumberColumn(string, ReadOnlyMemory{double}, NumberSpellings)"/>
    public NumberColumn(string name, ReadOnlyMemory<float> numbers, NumberSpellings? spellings = null) : base(name, numbers.Length)
    {
        singles = numbers;
        Spellings = Checked(spellings);
    }

    /// <summary>How the numbers were written, null where that is not known.</summary>
    public NumberSpellings? Spellings { get; }

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

    private NumberSpellings? Checked(NumberSpellings? spellings) => spellings is null || spellings.Count == Count
        ? spellings
        : throw new ArgumentException(FormattableString.Invariant($"NumberColumn: '{Name}': expected spellings of {Count} numbers, got {spellings.Count}."), nameof(spellings));
}
