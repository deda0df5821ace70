using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>The product; 1 of no elements.</summary>
internal readonly unsafe struct ProductReduction<T> : IReduction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of elements from which a second thread is tried.</summary>
    private const int Grain = 16384;

    public static void Rows(ReadOnlySpan<T> x, int rows, int count, Span<T> y)
    {
        fixed (T* source = x, target = y)
            RangeKernel.Run<T, RowKernel>(new(source, count, target), rows, Math.Max(1, Grain / Math.Max(1, count)));
    }

    public static void Columns(ReadOnlySpan<T> x, int rows, int columns, Span<T> y)
    {
        x[..columns].CopyTo(y);
        for (int row = 1; row < rows; row++)
            Elementwise.Apply(y, x.Slice(row * columns, columns), y, default(MultiplyOperator));
    }

    private readonly struct MultiplyOperator : IBinaryOperator<T>
    {
        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector a, TVector b) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            TSimd.Multiply(a, b);
    }

    private readonly struct RowKernel(T* x, int count, T* y) : IRangeKernel<T>
    {
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            for (int row = start; row < end; row++) y[row] = Product<TSimd, TVector>(x + (nint)row * count, count);
        }

        /// <summary>Four vectors of partial products, so that no multiplication waits for the one before it.</summary>
        [MethodImpl(AggressiveOptimization)]
        private static T Product<TSimd, TVector>(T* x, int count) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TVector one = TSimd.Constant(1), first = one, second = one, third = one, fourth = one;
            int i = 0;
            for (; i <= count - 4 * TSimd.Lanes; i += 4 * TSimd.Lanes)
            {
                first = TSimd.Multiply(first, TSimd.Load(x + i));
                second = TSimd.Multiply(second, TSimd.Load(x + i + TSimd.Lanes));
                third = TSimd.Multiply(third, TSimd.Load(x + i + 2 * TSimd.Lanes));
                fourth = TSimd.Multiply(fourth, TSimd.Load(x + i + 3 * TSimd.Lanes));
            }
            for (; i < count; i += TSimd.Lanes)
            {
                TVector part = Load<TSimd, TVector, T>(x + i, count - i);
                if (count - i < TSimd.Lanes) part = TSimd.Select(TSimd.FirstMask(count - i), part, one);
                first = TSimd.Multiply(first, part);
            }
            TVector all = TSimd.Multiply(TSimd.Multiply(first, second), TSimd.Multiply(third, fourth));
            T* lanes = stackalloc T[TSimd.Lanes];
            TSimd.Store(all, lanes);
            T product = lanes[0];
            for (int lane = 1; lane < TSimd.Lanes; lane++) product *= lanes[lane];
            return product;
        }
    }
}
