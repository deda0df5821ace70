using System.Buffers;

namespace MiniGrad.Data;

/// <summary>A column of a table, as the rules of an encoder see it.</summary>
/// <param name="column">The column.</param>
/// <param name="sourceCount">The number of rows that its rows were chosen from.</param>
internal sealed class ColumnInMemory(TableColumn column, int sourceCount) : IColumnContent
{
    private double[]? rented;
    private int? presentCount;

    public string Name => column.Name;
    public long Count => column.Count;
    public long MissingCount => IsText ? column.MissingCount : column.Count - (presentCount ?? Present.Length);
    public bool IsText => column is TextColumn;

    public bool IsConstant => !Present.ContainsAnyExcept(Present[0]);

    public bool NumbersRows => Present.Length == column.Count && RowNumbers.Are(Present, sourceCount);

    public TextValues Texts
    {
        get
        {
            if (field is not null) return field;
            var texts = (TextColumn)column;
            int[] counts = texts.CountTexts();
            int[] used = [.. Enumerable.Range(0, counts.Length).Where(place => counts[place] > 0)];
            return field = new([.. used.Select(place => texts.Distinct[place])], [.. used.Select(place => (long)counts[place])], false);
        }
    }

    public Categories Categories => Categories.Of(column);

    /// <summary>The numbers that are not missing; <see cref="Replacement"/> changes their order.</summary>
    private Span<double> Present
    {
        get
        {
            if (rented is not null) return rented.AsSpan(0, presentCount!.Value);
            double[] all = ArrayPool<double>.Shared.Rent(column.Count);
            ((NumberColumn)column).CopyTo(0, all.AsSpan(0, column.Count));
            int count = 0;
            for (int row = 0; row < column.Count; row++)
                if (!double.IsNaN(all[row])) all[count++] = all[row];
            (rented, presentCount) = (all, count);
            return all.AsSpan(0, count);
        }
    }

    public ColumnScale Scale(Scaling scaling) => ColumnScale.Fit(scaling, Present);

    public double Replacement(Imputation imputation) => NumberEncoding.Replacing(Present, imputation);

    public bool AreFewWholeNumbers(int most)
    {
        HashSet<double> different = [];
        foreach (double number in Present)
            if (!double.IsInteger(number) || (different.Add(number) && different.Count > most)) return false;
        return 2 * different.Count <= column.Count;
    }

    public ColumnEncoding? FitDates(DateText reader, TableEncoderOptions options) =>
        column is TextColumn texts ? DateEncoding.Fit(texts, reader, options) : null;

    public void RefuseInfinite()
    {
        if (!Present.ContainsAny(double.PositiveInfinity, double.NegativeInfinity)) return;
        var numbers = (NumberColumn)column;
        for (int row = 0; row < column.Count; row++)
            if (double.IsInfinity(numbers[row])) throw NumberEncoding.Infinite(column, row);
    }

    public void RefuseMissingTarget()
    {
        if (column.MissingCount > 0) throw TargetEncoding.Missing(column, Enumerable.Range(0, column.Count).First(column.IsMissing));
    }

    public void Release()
    {
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
        rented = null;
    }
}
