using System.Runtime.CompilerServices;

namespace MiniGrad.Data;

/// <summary>Values that become more, in pieces of one size, so that growing copies nothing.</summary>
internal sealed class GrowingValues<TValue>(MemoryBudget budget) where TValue : unmanaged
{
    private const int Bits = ColumnValues<TValue>.PieceBits;

    /// <summary>The places in a piece.</summary>
    public const int Mask = ColumnValues<TValue>.PieceMask;

    private TValue[][] pieces = [];
    private TValue[] last = [];
    private int used, count;

    public int Count => count == 0 ? 0 : ((count - 1) << Bits) + used;

    public TValue this[int place]
    {
        get => pieces[place >> Bits][place & Mask];
        set => pieces[place >> Bits][place & Mask] = value;
    }

    public void Add(TValue value)
    {
        if (used == last.Length) Grow(Unsafe.SizeOf<TValue>());
        last[used++] = value;
    }

    public void Add(TValue value, int count)
    {
        for (int i = 0; i < count; i++) Add(value);
    }

    public ColumnValues<TValue> ToValues() => new(pieces, Count);

    private void Grow(int size)
    {
        if (last.Length is not (0 or 1 << Bits))
        {
            budget.Take((long)size * last.Length);
            Array.Resize(ref last, 2 * last.Length);
            pieces[count - 1] = last;
            return;
        }
        // The first piece begins small, for tables of few rows and many columns.
        int length = count == 0 ? 1 : 1 << Bits;
        budget.Take((long)size * length);
        if (count == pieces.Length) Array.Resize(ref pieces, count == 0 ? 1 : 2 * count);
        (last, used) = (new TValue[length], 0);
        pieces[count++] = last;
    }
}
