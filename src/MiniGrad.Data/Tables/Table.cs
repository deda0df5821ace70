using System.Diagnostics.CodeAnalysis;
using static System.FormattableString;

namespace MiniGrad.Data;

/// <summary>Rows of data under named columns, each of numbers or of text, as a CSV file holds them. Immutable.</summary>
public sealed class Table
{
    private readonly TableColumn[] columns;
    private readonly Dictionary<string, TableColumn> byName = new(StringComparer.Ordinal);

    /// <param name="columns">The columns, in order; names tell capitals from small letters.</param>
    /// <exception cref="ArgumentException">There is no column, two have one name, or they have different numbers of rows.</exception>
    public Table(params IEnumerable<TableColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        this.columns = [.. columns];
        if (this.columns.Length == 0) throw new ArgumentException("Table: expected at least one column, got none.", nameof(columns));
        Count = this.columns[0].Count;
        foreach (TableColumn column in this.columns)
        {
            if (column.Count != Count)
            {
                throw new ArgumentException(
                    Invariant($"Table: expected columns of as many rows, got {Count} in '{this.columns[0].Name}' and {column.Count} in '{column.Name}'."), nameof(columns));
            }
            if (!byName.TryAdd(column.Name, column)) throw new ArgumentException($"Table: expected names that differ, got '{column.Name}' twice.", nameof(columns));
        }
    }

    /// <summary>The columns, in order.</summary>
    public IReadOnlyList<TableColumn> Columns => columns;

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The column of a name.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that there are.</exception>
    public TableColumn this[string name]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(name);
            return byName.TryGetValue(name, out TableColumn? column)
                ? column
                : throw new ArgumentException($"Table: there is no column '{name}'; there are {NameList.Of(columns.Select(known => known.Name))}.", nameof(name));
        }
    }

    /// <summary>Looks for the column of a name.</summary>
    public bool TryGetColumn(string name, [NotNullWhen(true)] out TableColumn? column) => byName.TryGetValue(name, out column);

    /// <summary>Some of the rows, in the order given.</summary>
    /// <param name="rows">From 0 to below <see cref="Count"/>; one may be there several times.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Table Select(ReadOnlySpan<int> rows)
    {
        var chosen = new TableColumn[columns.Length];
        for (int i = 0; i < chosen.Length; i++) chosen[i] = columns[i].Select(rows);
        return new Table(chosen);
    }

    /// <summary>The table without some of its columns.</summary>
    /// <exception cref="ArgumentException">There is no column of a name, or none would be left.</exception>
    public Table Without(params IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        TableColumn[] left = [.. names.Select(name => this[name])];
        return new Table(columns.Except(left));
    }

    /// <summary>Parts for training, for validation and for test.</summary>
    /// <param name="training">The share for training, from 0 to 1.</param>
    /// <param name="validation">The share for validation.</param>
    /// <param name="test">The share for test; the three are 1 together.</param>
    /// <param name="shuffle">Draws an order before the rows are divided. Default: the order of the rows.</param>
    /// <param name="stratifyBy">A column of which each part has its share of every value, to within one row. Default: null, none.</param>
    /// <exception cref="ArgumentException">A share is negative, or they are not 1 together; or there is no such column.</exception>
    public (Table Training, Table Validation, Table Test) Split(double training, double validation, double test, Random? shuffle = null, string? stratifyBy = null)
    {
        int[][] parts = Partition.SplitStratified(Strata(stratifyBy), [training, validation, test], shuffle);
        return (Select(parts[0]), Select(parts[1]), Select(parts[2]));
    }

    /// <summary>Pairs for cross-validation: each of k parts once for validation, with the others for training. They are copied when they are asked for.</summary>
    /// <param name="folds">k, at least 2 and at most <see cref="Count"/>.</param>
    /// <param name="shuffle">Draws an order before the rows are divided. Default: the order of the rows.</param>
    /// <param name="stratifyBy">A column of which each part has its share of every value, to within one row. Default: null, none.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than two folds, or fewer rows than folds.</exception>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public IEnumerable<(Table Training, Table Validation)> Folds(int folds, Random? shuffle = null, string? stratifyBy = null) =>
        Partition.StratifiedFolds(Strata(stratifyBy), folds, shuffle).Select(fold => (Select(fold.Training), Select(fold.Validation)));

    /// <summary>A number for each row, equal where a column's values are; missing ones are one value.</summary>
    private int[] Strata(string? column)
    {
        int[] strata = new int[Count];
        if (column is null) return strata;
        var values = Categories.Of(this[column]);
        for (int row = 0; row < Count; row++) strata[row] = values.Find(this[column], row)?.Place ?? -1;
        return strata;
    }
}
