namespace MiniGrad.Data;

/// <summary>A named column of a <see cref="Table"/>: a <see cref="NumberColumn"/> or a <see cref="TextColumn"/>. Any value may be missing.</summary>
public abstract class TableColumn
{
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
            int missing = 0;
            for (int row = 0; row < Count; row++)
                if (IsMissing(row)) missing++;
            return missing;
        }
    }

    /// <summary>Whether a row has no value.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public abstract bool IsMissing(int row);

    /// <summary>The value of a row as text: a number in its shortest form that is read back as the same number, in the invariant culture.</summary>
    /// <returns>null where the value is missing.</returns>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public abstract string? TextAt(int row);

    /// <summary>Some of the rows, in the order given, under the same name.</summary>
    /// <param name="rows">From 0 to below <see cref="Count"/>; one may be there several times.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public TableColumn Select(ReadOnlySpan<int> rows)
    {
        Partition.CheckPlaces(rows, Count);
        return Gather(rows);
    }

    private protected abstract TableColumn Gather(ReadOnlySpan<int> rows);

    private protected static TValue[] Gather<TValue>(ReadOnlySpan<TValue> all, ReadOnlySpan<int> rows)
    {
        TValue[] chosen = new TValue[rows.Length];
        for (int i = 0; i < rows.Length; i++) chosen[i] = all[rows[i]];
        return chosen;
    }
}
