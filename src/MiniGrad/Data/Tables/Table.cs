using System.Diagnostics.CodeAnalysis;
using static System.FormattableString;

namespace MiniGrad.Data.Tables;

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
}
