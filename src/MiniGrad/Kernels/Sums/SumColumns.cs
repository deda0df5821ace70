using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Sums each column of a row-major matrix: by halves of the rows down to blocks, in which every fourth row goes into one of four
/// partial sums. The order depends on the number of rows alone, so the columns can be shared out in any way.</summary>
internal readonly unsafe struct SumColumns<T>(T* x, int rows, int columns, T* y) : IRangeKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsInBlock = 64;

    [MethodImpl(AggressiveOptimization)]
    public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        int column = start;
        for (; column <= end - 2 * TSimd.Lanes; column += 2 * TSimd.Lanes)
        {
            Pair<TSimd, TVector>(x + column, rows, columns, out TVector left, out TVector right);
            TSimd.Store(left, y + column);
            TSimd.Store(right, y + column + TSimd.Lanes);
        }
        for (; column < end; column += TSimd.Lanes)
        {
            TVector sum = BlockedSum.Of<TSimd, TVector, T, ElementTerm<TSimd, TVector, T>>(new(x + column, columns), 0, rows, end - column);
            Store<TSimd, TVector, T>(sum, y + column, end - column);
        }
    }

    /// <summary>The sums of two vectors of columns.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Pair<TSimd, TVector>(T* x, int rows, int stride, out TVector left, out TVector right)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        if (rows > RowsInBlock)
        {
            Pair<TSimd, TVector>(x, rows / 2, stride, out TVector upperLeft, out TVector upperRight);
            Pair<TSimd, TVector>(x + (nint)(rows / 2) * stride, rows - rows / 2, stride, out left, out right);
            left = TSimd.Add(upperLeft, left);
            right = TSimd.Add(upperRight, right);
            return;
        }
        TVector l0 = TSimd.Constant(0), l1 = l0, l2 = l0, l3 = l0, r0 = l0, r1 = l0, r2 = l0, r3 = l0;
        nint step = stride;
        int row = 0;
        for (; row <= rows - 4; row += 4, x += 4 * step)
        {
            l0 = TSimd.Add(l0, TSimd.Load(x));
            r0 = TSimd.Add(r0, TSimd.Load(x + TSimd.Lanes));
            l1 = TSimd.Add(l1, TSimd.Load(x + step));
            r1 = TSimd.Add(r1, TSimd.Load(x + step + TSimd.Lanes));
            l2 = TSimd.Add(l2, TSimd.Load(x + 2 * step));
            r2 = TSimd.Add(r2, TSimd.Load(x + 2 * step + TSimd.Lanes));
            l3 = TSimd.Add(l3, TSimd.Load(x + 3 * step));
            r3 = TSimd.Add(r3, TSimd.Load(x + 3 * step + TSimd.Lanes));
        }
        for (; row < rows; row++, x += step)
        {
            l0 = TSimd.Add(l0, TSimd.Load(x));
            r0 = TSimd.Add(r0, TSimd.Load(x + TSimd.Lanes));
        }
        left = TSimd.Add(TSimd.Add(l0, l1), TSimd.Add(l2, l3));
        right = TSimd.Add(TSimd.Add(r0, r1), TSimd.Add(r2, r3));
    }
}
