using System.Buffers;

namespace MiniGrad.Data;

/// <summary>Chooses the encoding of a column by the training rows.</summary>
internal sealed class ColumnFitting
{
    private readonly TableEncoderOptions options;
    private readonly DateText dates;
    private readonly TextFitting texts;

    /// <exception cref="ArgumentException">A format is none of dates.</exception>
    public ColumnFitting(TableEncoderOptions options)
    {
        this.options = options;
        dates = new DateText(options.DateFormats);
        texts = new TextFitting(options, dates);
    }

    /// <param name="column">The column.</param>
    /// <param name="sourceCount">The number of rows that these were chosen from; null for that of rows that no column numbers.</param>
    public ColumnEncoding Fit(TableColumn column, int? sourceCount)
    {
        if (!options.Roles.TryGetValue(column.Name, out ColumnRole role))
        {
            return column is NumberColumn numbers
                ? FitNumbers(numbers, isAsked: false, sourceCount)
                : texts.Fit((TextColumn)column);
        }
        return role switch
        {
            ColumnRole.LeftOut => new LeftOutColumn(column.Name, "asked for"),
            ColumnRole.Category => texts.Category(column, Categories.Of(column), column.MissingCount, hasOther: false),
            ColumnRole.Number when column is NumberColumn numbers => FitNumbers(numbers, isAsked: true, sourceCount),
            ColumnRole.Number => throw Unfit(column, "one of numbers: expected numbers, got text"),
            ColumnRole.Date or ColumnRole.Boolean when column.MissingCount == column.Count => LeftOutColumn.Void(column),
            ColumnRole.Boolean => texts.Boolean(column) ??
                throw Unfit(column, "a boolean: expected text of two values such as 'no' and 'yes', 'false' and 'true'"),
            ColumnRole.Date => (column is TextColumn text ? DateEncoding.Fit(text, dates, options) : null) ??
                throw Unfit(
                    column, $"one of dates: expected text such as {DateText.Example}, or in a format of {nameof(options.DateFormats)}"),
            _ => throw Unfit(column, Invariant($"of the role {(int)role}, which is none")),
        };
    }

    private static ArgumentException Unfit(TableColumn column, string problem) =>
        new($"TableEncoder: column '{column.Name}' is to be {problem}.");

    private ColumnEncoding FitNumbers(NumberColumn column, bool isAsked, int? sourceCount)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(column.Count);
        try
        {
            column.CopyTo(0, rented.AsSpan(0, column.Count));
            int count = 0;
            for (int row = 0; row < column.Count; row++)
                if (!double.IsNaN(rented[row])) rented[count++] = rented[row];
            Span<double> present = rented.AsSpan(0, count);
            LeftOutColumn? leftOut = isAsked ? null : LeftOut(column, present, sourceCount);
            return leftOut is null ? NumberEncoding.Fit(column, present, options) : leftOut;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }

    private LeftOutColumn? LeftOut(NumberColumn column, ReadOnlySpan<double> present, int? sourceCount)
    {
        if (present.Length == 0) return LeftOutColumn.Void(column);
        bool tellsMissing = present.Length < column.Count && options.MissingIndicators;
        if (!tellsMissing && !present.ContainsAnyExcept(present[0])) return LeftOutColumn.Constant(column);
        return present.Length == column.Count && sourceCount is { } count && RowNumbers.Are(present, count)
            ? new LeftOutColumn(column.Name, "it numbers the rows (Roles keeps it)")
            : null;
    }
}
