using System.Diagnostics.CodeAnalysis;

namespace MiniGrad.Data;

/// <summary>Rows of data in named columns of numbers or text, as a CSV file holds them. Immutable.</summary>
public sealed partial class Table
{
    private readonly TableColumn[] columns;
    private readonly Dictionary<string, TableColumn> byName = new(StringComparer.Ordinal);
    private int[]? sources;
    private int? sourceCount;

    /// <param name="columns">The columns, in order. Names are case-sensitive.</param>
    /// <exception cref="ArgumentException">There is no column, two have one name, or their numbers of rows differ.</exception>
    public Table(params IEnumerable<TableColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        this.columns = [.. columns];
        Guard.NotEmpty(this.columns, "Table", "column", nameof(columns));
        Count = this.columns[0].Count;
        foreach (TableColumn column in this.columns)
        {
            if (column.Count != Count)
                throw Refused($"expected as many rows, got {Count} in '{this.columns[0].Name}' and {column.Count} in '{column.Name}'");
            if (!byName.TryAdd(column.Name, column)) throw Refused($"expected names that differ, got '{column.Name}' twice");
        }

        static ArgumentException Refused(FormattableString problem) => new(Invariant($"Table: {Invariant(problem)}."), nameof(columns));
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<TableColumn> Columns => columns;

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The column of a name.</summary>
    /// <exception cref="ArgumentException">There is no such column; the message lists the columns.</exception>
    public TableColumn this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            if (byName.TryGetValue(name, out TableColumn? column)) return column;
            throw new ArgumentException($"Table: there is no column '{name}'; there are {NameList.Of(byName.Keys)}.", nameof(name));
        }
    }

    /// <summary>Looks for the column of a name.</summary>
    public bool TryGetColumn(string name, [NotNullWhen(true)] out TableColumn? column) => byName.TryGetValue(name, out column);

    /// <summary>The names of the rows, where a file has them (<see cref="CsvOptions.RowNames"/>); else null.</summary>
    public TableColumn? RowNames { get; internal init; }

    /// <summary>What was noticed when the table was read and may be other than expected, such as columns whose names were made different;
    /// each a sentence that names the option of <see cref="CsvOptions"/> that changes it.</summary>
    public IReadOnlyList<string> Notes { get; internal init; } = [];

    /// <summary>The place of the first row in the file that this table is a piece of.</summary>
    internal int FirstRow { get; init; }

    /// <summary>The number of rows of the table that was read or made, however often rows were selected or split since.</summary>
    internal int SourceCount => sourceCount ?? Count;

    /// <summary>Some of the rows, in the given order. They share their values with this table, which stay in memory for both.</summary>
    /// <param name="rows">From 0 to below <see cref="Count"/>; a row may occur several times.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Table Select(ReadOnlySpan<int> rows)
    {
        Partition.CheckPlaces(rows, Count);
        RowSelection chosen = new(rows.ToArray());
        return new Table(columns.Select(column => column.Select(chosen)))
        {
            sources = sources is null ? chosen.Rows : chosen.After(sources),
            sourceCount = SourceCount,
            FirstRow = FirstRow,
            RowNames = RowNames?.Select(chosen),
            Notes = Notes,
        };
    }

    /// <summary>The place of a row among those of the table that was read or made, however often rows were selected or split
    /// since.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public int SourceRow(int row)
    {
        Guard.Between(row, 0, Count - 1, nameof(Table));
        return checked(FirstRow + (sources?[row] ?? row));
    }

    /// <summary>The rows that a condition holds for: <c>table.Where(row => age[row] >= 18)</c>.</summary>
    /// <param name="isWanted">Says of the number of a row, from 0, whether it is wanted.</param>
    public Table Where(Func<int, bool> isWanted)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        return Select([.. Enumerable.Range(0, Count).Where(isWanted)]);
    }

    /// <summary>The rows that lack none of some values, such as the target of training.</summary>
    /// <param name="names">The columns. Default: none named, all columns.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public Table DropMissing(params IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        TableColumn[] needed = names.Count == 0 ? columns : [.. names.Select(name => this[name])];
        return Where(row => !Array.Exists(needed, column => column.IsMissing(row)));
    }

    /// <summary>The table without some of its columns.</summary>
    /// <exception cref="ArgumentException">A column is unknown, or none would be left.</exception>
    public Table Without(params IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        TableColumn[] left = [.. names.Select(name => this[name])];
        return SameRows(columns.Except(left));
    }

    /// <summary>The table with other columns in place of those of these names.</summary>
    internal Table With(IReadOnlyDictionary<string, TableColumn> replaced) =>
        SameRows(columns.Select(column => replaced.GetValueOrDefault(column.Name, column)));

    private Table SameRows(IEnumerable<TableColumn> columns) => new(columns)
    {
        sources = sources,
        sourceCount = sourceCount,
        FirstRow = FirstRow,
        RowNames = RowNames,
        Notes = Notes,
    };

    /// <summary>Parts for training, validation and test.</summary>
    /// <param name="training">The share for training, from 0 to 1.</param>
    /// <param name="validation">The share for validation.</param>
    /// <param name="test">The share for test. The three shares add up to 1.</param>
    /// <param name="shuffle">Draws an order of the rows. Default: null, the rows keep their order.</param>
    /// <param name="stratifyBy">A column whose values are spread evenly over the parts, to within one row. Default: null, none.</param>
    /// <exception cref="ArgumentException">A share is negative, they do not add up to 1, or there is no such column.</exception>
    public (Table Training, Table Validation, Table Test) Split(
        double training, double validation, double test, Random? shuffle = null, string? stratifyBy = null)
    {
        int[][] parts = Partition.SplitStratified(Strata(stratifyBy), [training, validation, test], shuffle);
        return (Select(parts[0]), Select(parts[1]), Select(parts[2]));
    }

    /// <summary>Pairs for cross-validation, copied on demand: each of k parts once for validation, the others for training.</summary>
    /// <param name="folds">k, from 2 to <see cref="Count"/>.</param>
    /// <param name="shuffle">Draws an order of the rows. Default: null, the rows keep their order.</param>
    /// <param name="stratifyBy">A column whose values are spread evenly over the parts, to within one row. Default: null, none.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two folds, or fewer rows than folds.</exception>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public IEnumerable<(Table Training, Table Validation)> Folds(int folds, Random? shuffle = null, string? stratifyBy = null) =>
        Partition.StratifiedFolds(Strata(stratifyBy), folds, shuffle).Select(fold => (Select(fold.Training), Select(fold.Validation)));

    /// <summary>A number for each row, the same number for the same value; missing values count as one.</summary>
    private int[] Strata(string? column)
    {
        int[] strata = new int[Count];
        if (column is null) return strata;
        CategoryPlaces places = new(Categories.Of(this[column]), this[column]);
        for (int row = 0; row < Count; row++) strata[row] = Math.Max(places[row], -1);
        return strata;
    }
}
