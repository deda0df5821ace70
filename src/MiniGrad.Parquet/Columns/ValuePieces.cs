using System.Runtime.CompilerServices;

namespace MiniGrad.Parquet;

/// <summary>Values that become more, in pieces as columns keep them.</summary>
internal sealed class ValuePieces<TValue>(ReadingLimit limit) where TValue : unmanaged
{
    private const int Size = 1 << GrowingValues<TValue>.Bits;
    private readonly List<TValue[]> pieces = [];
    private int used;

    public int Count => pieces.Count == 0 ? 0 : ((pieces.Count - 1) * Size) + used;

    public void Add(ReadOnlySpan<TValue> values)
    {
        while (!values.IsEmpty)
        {
            if (pieces.Count == 0 || used == Size)
            {
                if (Count > Array.MaxLength - Size) throw new ParquetProblem("a table has 2 147 483 591 rows at most: read it by row groups");
                limit.Take((long)Unsafe.SizeOf<TValue>() * Size);
                pieces.Add(new TValue[Size]);
                used = 0;
            }
            int count = Math.Min(values.Length, Size - used);
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
}
