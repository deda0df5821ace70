using MiniGrad.Data;

namespace MiniGrad.Estimators;

/// <summary>Columns that say of each row whether it has a label.</summary>
internal static class LabelColumns
{
    /// <summary>The table with 0 and 1 in the columns of labels.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="names">The columns, of 0 and 1, or of two words such as no and yes in any case.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <exception cref="TableRowException">A value is missing or no answer to whether the row has the label.</exception>
    public static Table AsNumbers(Table table, IReadOnlyList<string> names)
    {
        Dictionary<string, TableColumn> numbers = new(StringComparer.Ordinal);
        foreach (string name in names) numbers[name] = TableRowException.Locate(table, () => AsNumbers(table[name]));
        // Rows keep their places in the whole table.
        return table.With(numbers);
    }

    private static NumberColumn AsNumbers(TableColumn column)
    {
        double[] numbers = new double[column.Count];
        for (int row = 0; row < numbers.Length; row++)
        {
            if (column.IsMissing(row)) throw TargetEncoding.Missing(column, row);
            numbers[row] = column is NumberColumn values ? values[row] : BooleanEncoding.MeaningOf(column.TextAt(row)!) switch
            {
                true => 1,
                false => 0,
                _ => double.NaN,
            };
            if (numbers[row] is not (0 or 1))
            {
                throw new TableRowException(
                    column.Name, row, $"expected whether the row has the label, 0 or 1, or a word such as no and yes, got " +
                    $"'{column.TextAt(row)}'.");
            }
        }
        return new NumberColumn(column.Name, numbers);
    }
}
