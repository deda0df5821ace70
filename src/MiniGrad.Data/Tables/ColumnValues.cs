namespace MiniGrad.Data;

/// <summary>The values of a column: in one piece, or as they were read, in pieces of one size; of all rows, or of chosen ones.</summary>
internal readonly struct ColumnValues<TValue> where TValue : unmanaged
{
    /// <summary>The size of a piece, as a power of two.</summary>
    public const int PieceBits = 13;

    /// <summary>The places in a piece.</summary>
    public const int PieceMask = (1 << PieceBits) - 1;

    private readonly ReadOnlyMemory<TValue> whole;
    private readonly TValue[][]? pieces;
    private readonly int[]? rows;

    public ColumnValues(ReadOnlyMemory<TValue> whole) : this(whole, pieces: null, whole.Length, rows: null) { }

    public ColumnValues(TValue[][] pieces, int count) : this(default, pieces, count, rows: null) { }

    private ColumnValues(ReadOnlyMemory<TValue> whole, TValue[][]? pieces, int count, int[]? rows) =>
        (this.whole, this.pieces, Count, this.rows) = (whole, pieces, count, rows);

    public int Count { get; }

    public TValue this[int row]
    {
        get
        {
            if (rows is not null) row = rows[row];
            // The first piece may be longer than what it holds.
            else if ((uint)row >= (uint)Count) row = -1;
            return pieces is null ? whole.Span[row] : pieces[row >> PieceBits][row & PieceMask];
        }
    }

    /// <summary>Copies the values of neighbouring rows.</summary>
    public void CopyTo(int first, Span<TValue> values)
    {
        if (rows is not null)
        {
            Gather(rows.AsSpan(first, values.Length), values);
            return;
        }
        if (pieces is null)
        {
            whole.Span.Slice(first, values.Length).CopyTo(values);
            return;
        }
        while (values.Length > 0)
        {
            int start = first & PieceMask, count = Math.Min(values.Length, PieceMask + 1 - start);
            pieces[first >> PieceBits].AsSpan(start, count).CopyTo(values);
            first += count;
            values = values[count..];
        }
    }

    private void Gather(ReadOnlySpan<int> chosen, Span<TValue> values)
    {
        if (pieces is { } parts)
        {
            for (int i = 0; i < chosen.Length; i++)
            {
                int row = chosen[i];
                values[i] = parts[row >> PieceBits][row & PieceMask];
            }
            return;
        }
        ReadOnlySpan<TValue> all = whole.Span;
        for (int i = 0; i < chosen.Length; i++) values[i] = all[chosen[i]];
    }

    /// <summary>Some of the rows.</summary>
    public ColumnValues<TValue> Select(RowSelection selection) =>
        new(whole, pieces, selection.Count, rows is null ? selection.Rows : selection.After(rows));
}

/// <summary>Rows that are chosen from all columns of a table, which share the list of them.</summary>
internal sealed class RowSelection(int[] rows)
{
    private int[]? before, composed;

    public int[] Rows => rows;
    public int Count => rows.Length;

    /// <summary>These of rows that were chosen before.</summary>
    public int[] After(int[] chosen)
    {
        // The columns of a table have been chosen from together, mostly.
        if (before == chosen) return composed!;
        (before, composed) = (chosen, Array.ConvertAll(rows, row => chosen[row]));
        return composed;
    }
}
