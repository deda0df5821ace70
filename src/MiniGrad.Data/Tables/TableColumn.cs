namespace MiniGrad.Data;

/// <summary>A column of a <see cref="Table"/>: a <see cref="NumberColumn"/> or a <see cref="TextColumn"/>. Values may be missing.</summary>
public abstract class TableColumn
{
    // Two threads may both count, to the same end.
    private int missing = -1;

    private protected TableColumn(string name, int count)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
        Count = count;
    }

    /// <summary>The name, not empty.</summary>
    public string Name { get; }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The number of rows without a value.</summary>
    public int MissingCount
    {
        get
        {
            if (missing < 0) missing = CountMissing();
            return missing;
        }
    }

    /// <summary>Whether a row has no value.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public abstract bool IsMissing(int row);

    /// <summary>The value of a row as text: a number in its shortest form that reads back exactly, in the invariant culture.</summary>
    /// <returns>null where the value is missing.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public abstract string? TextAt(int row);

    /// <summary>Some of the rows, in the given order, under this name.</summary>
    /// <param name="rows">From 0 to below <see cref="Count"/>; a row may occur several times.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public TableColumn Select(ReadOnlySpan<int> rows)
    {
        Partition.CheckPlaces(rows, Count);
        return Choose(new RowSelection(rows.ToArray()));
    }

    /// <summary>Some of the rows, which share their values with this column.</summary>
    internal TableColumn Select(RowSelection rows) => Choose(rows);

    private protected abstract int CountMissing();

    private protected abstract TableColumn Choose(RowSelection rows);
}
