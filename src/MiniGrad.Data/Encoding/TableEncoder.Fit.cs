namespace MiniGrad.Data;

// The rules, found from training rows.
public sealed partial class TableEncoder
{
    /// <summary>Finds the rules.</summary>
    /// <param name="table">The training rows, without those for validation and test.</param>
    /// <param name="target">The name of the column to predict.</param>
    /// <param name="options">Default: those of <see cref="TableEncoderOptions"/>.</param>
    /// <exception cref="ArgumentException">There is no such column, no row, one class only, or no column left; the target or a role does
    /// not fit its column; a format is none of dates; or a name, category or class holds half of a surrogate pair.</exception>
    /// <exception cref="TableRowException">A target is missing, or a number is infinite that is neither category nor class.</exception>
    public static TableEncoder Fit(Table table, string target, TableEncoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        options ??= new TableEncoderOptions();
        TableColumn targets = table[target];
        CheckNames(table, target, options);
        ColumnFitting fitting = new(options);
        ColumnInMemory[] contents = [.. table.Columns.Select(column => new ColumnInMemory(column, table.SourceCount))];
        return TableRowException.Locate(table, () => fitting.Fit(
            [.. contents.Where(column => column.Name != targets.Name)], contents.First(column => column.Name == targets.Name)));
    }

    /// <summary>Finds the rules in one pass over rows that need not fit into memory.</summary>
    /// <param name="rows">The training rows.</param>
    /// <param name="target">The name of the column to predict.</param>
    /// <param name="options">Default: those of <see cref="TableEncoderOptions"/>.</param>
    /// <remarks><para>The rules are those of <see cref="Fit(Table, string, TableEncoderOptions?)"/>, with what a bounded memory allows: of
    /// more than 65,536 numbers the median is that of as many, drawn at random by a fixed seed; of a column with more than 100,000
    /// different texts those that come later are rare ones; and only numbers that count the rows in their order are left out as such.
    /// Scales of many numbers may differ in the last digits.</para>
    /// <para>The rows are read once more where a column turns out to be text after more than 10,000 different numbers.</para></remarks>
    /// <exception cref="ArgumentException">As for a table; or a category was asked for in a column of more different values than are
    /// kept.</exception>
    /// <exception cref="TableRowException">As for a table.</exception>
    /// <exception cref="InvalidDataException">The rows cannot be read, or a part has other columns than the first.</exception>
    public static TableEncoder FitStream(TableSource rows, string target, TableEncoderOptions? options = null) =>
        FitStream(rows, target, options, out _);

    /// <inheritdoc cref="FitStream(TableSource, string, TableEncoderOptions?)"/>
    /// <param name="rows">The training rows.</param>
    /// <param name="target">The name of the column to predict.</param>
    /// <param name="options">How to encode.</param>
    /// <param name="targets">What the pass found of the target.</param>
    internal static TableEncoder FitStream(TableSource rows, string target, TableEncoderOptions? options, out ColumnSummary targets)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(target);
        options ??= new TableEncoderOptions();
        ColumnFitting fitting = new(options);
        ColumnSummary[] contents = TableSummary.Of(rows, fitting.Dates, first => CheckNames(first, target, options));
        targets = contents.First(column => column.Name == target);
        return fitting.Fit([.. contents.Where(column => column.Name != target)], targets);
    }

    private static void CheckNames(Table table, string target, TableEncoderOptions options)
    {
        TableColumn targets = table[target];
        if (options.Roles.Keys.Any(name => table[name] == targets))
            throw new ArgumentException($"TableEncoder: the target '{target}' has no other role than target.", nameof(options));
        foreach (TableColumn column in table.Columns) WholeText.Check(column.Name, $"the name of column '{column.Name}'");
    }
}
