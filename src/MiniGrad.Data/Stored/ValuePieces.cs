using System.Runtime.CompilerServices;

namespace MiniGrad.Data;

/// <summary>Values that become more, in pieces as columns keep them.</summary>
internal sealed class ValuePieces<TValue>(ReadingLimit limit) where TValue : unmanaged
{
    private const int Size = 1 << ColumnValues<TValue>.PieceBits;
    private readonly List<TValue[]> pieces = [];
    private int used;

    public int Count => pieces.Count == 0 ? 0 : ((pieces.Count - 1) * Size) + used;

    public void Add(ReadOnlySpan<TValue> values)
    {
        while (!values.IsEmpty)
        {
            if (pieces.Count == 0 || used == pieces[^1].Length) Grow(values.Length);
            int count = Math.Min(values.Length, pieces[^1].Length - used);
            values[..count].CopyTo(pieces[^1].AsSpan(used));
            used += count;
            values = values[count..];
        }
    }

    /// <summary>The pieces, the last one not full.</summary>
    public IEnumerable<ReadOnlyMemory<TValue>> All()
    {
        for (int i = 0; i < pieces.Count; i++) yield return pieces[i].AsMemory(0, i == pieces.Count - 1 ? used : Size);
    }

    public ColumnValues<TValue> ToValues() => new([.. pieces], Count);

    // The first piece begins small, for tables of few rows and many columns.
    private void Grow(int wanted)
    {
        if (Count > Array.MaxLength - Size)
            throw limit.TooManyRows();
        int before = pieces.Count == 0 || pieces[^1].Length == Size ? 0 : pieces[^1].Length;
        int length = pieces.Count > 1 || before == 0 && pieces.Count > 0 ? Size : Math.Min(Size, Math.Max(wanted, 2 * before));
        limit.Take((long)Unsafe.SizeOf<TValue>() * (length - before));
        TValue[] piece = new TValue[length];
        if (before == 0)
        {
            pieces.Add(piece);
            used = 0;
            return;
        }
        pieces[^1].CopyTo(piece, 0);
        pieces[^1] = piece;
    }
}
