using System.Buffers;
using System.Numerics.Tensors;

namespace MiniGrad.Kernels;

/// <summary>Reduces the rows or the columns of a row-major matrix to one number each.</summary>
internal interface IReduction<T> where T : unmanaged
{
    static abstract void Rows(ReadOnlySpan<T> x, int rows, int count, Span<T> y);

    /// <summary>Reduces one or more rows to one row.</summary>
    static abstract void Columns(ReadOnlySpan<T> x, int rows, int columns, Span<T> y);
}

/// <summary>Reductions of row-major data along any axes. Long axes are reduced by halves down to blocks, so that the rounding error of a
/// sum grows with the logarithm of the number of elements (Higham, "The accuracy of floating point summation", 1993).</summary>
internal static class Reduction
{
    /// <summary>Reduces the axes that are marked and keeps the others.</summary>
    public static void Apply<T, TReduction>(ReadOnlySpan<T> x, ReadOnlySpan<int> sizes, ReadOnlySpan<bool> isReduced, Span<T> y)
        where T : unmanaged where TReduction : struct, IReduction<T>
    {
        // The innermost group of neighbouring marked axes goes first; what remains is a smaller problem of the same kind.
        int last = isReduced.LastIndexOf(true);
        if (last < 0)
        {
            x.CopyTo(y);
            return;
        }
        int first = last;
        while (first > 0 && isReduced[first - 1]) first--;
        int outer = Product(sizes[..first]), count = Product(sizes[first..(last + 1)]), inner = Product(sizes[(last + 1)..]);
        if (!isReduced[..first].Contains(true))
        {
            AlongMiddle<T, TReduction>(x, outer, count, inner, y);
            return;
        }
        T[] rented = ArrayPool<T>.Shared.Rent(Math.Max(1, outer * inner));
        Span<T> partial = rented.AsSpan(0, outer * inner);
        AlongMiddle<T, TReduction>(x, outer, count, inner, partial);
        Span<int> remaining = stackalloc int[sizes.Length];
        Span<bool> stillReduced = stackalloc bool[sizes.Length];
        sizes.CopyTo(remaining);
        isReduced.CopyTo(stillReduced);
        remaining[first..(last + 1)].Fill(1);
        stillReduced[first..(last + 1)].Clear();
        Apply<T, TReduction>(partial, remaining, stillReduced, y);
        ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>Reduces [outer, count, inner] to [outer, inner].</summary>
    public static void AlongMiddle<T, TReduction>(ReadOnlySpan<T> x, int outer, int count, int inner, Span<T> y)
        where T : unmanaged where TReduction : struct, IReduction<T>
    {
        if (outer * inner == 0) return;
        if (inner == 1 || count == 0)
        {
            TReduction.Rows(x, outer * inner, count, y);
            return;
        }
        for (int i = 0; i < outer; i++)
            TReduction.Columns(x.Slice(i * count * inner, count * inner), count, inner, y.Slice(i * inner, inner));
    }

    private static int Product(ReadOnlySpan<int> sizes)
    {
        int product = 1;
        foreach (int size in sizes) product *= size;
        return product;
    }
}

/// <summary>The sum.</summary>
internal readonly unsafe struct SumReduction<T> : IReduction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
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
        fixed (T* source = x, target = y)
            RangeKernel.Run<T, SumColumns<T>>(new(source, rows, columns, target), columns, Math.Max(64, Grain / rows));
    }

    /// <summary>The sum of few elements, in memory that stays where it is.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void RowAlone(T* x, int count, T* y)
    {
        RowKernel kernel = new(x, count, y);
        RangeKernel.RunAlone<T, RowKernel>(ref kernel, 0, 1);
    }

    private readonly struct RowKernel(T* x, int count, T* y) : IRangeKernel<T>
    {
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            for (int row = start; row < end; row++) y[row] = SumRows<T>.Sum<TSimd, TVector>(x + (nint)row * count, count);
        }
    }
}

/// <summary>The largest element; NaN if there is one.</summary>
internal readonly struct MaxReduction<T> : IReduction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static void Rows(ReadOnlySpan<T> x, int rows, int count, Span<T> y)
    {
        for (int row = 0; row < rows; row++) y[row] = TensorPrimitives.Max(x.Slice(row * count, count));
    }

    public static void Columns(ReadOnlySpan<T> x, int rows, int columns, Span<T> y)
    {
        x[..columns].CopyTo(y);
        for (int row = 1; row < rows; row++) TensorPrimitives.Max(y, x.Slice(row * columns, columns), y);
    }
}

/// <summary>The smallest element; NaN if there is one.</summary>
internal readonly struct MinReduction<T> : IReduction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static void Rows(ReadOnlySpan<T> x, int rows, int count, Span<T> y)
    {
        for (int row = 0; row < rows; row++) y[row] = TensorPrimitives.Min(x.Slice(row * count, count));
    }

    public static void Columns(ReadOnlySpan<T> x, int rows, int columns, Span<T> y)
    {
        x[..columns].CopyTo(y);
        for (int row = 1; row < rows; row++) TensorPrimitives.Min(y, x.Slice(row * columns, columns), y);
    }
}
