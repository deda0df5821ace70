using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace MiniGrad.Kernels;

/// <summary>A reduction along axes: how two elements become one, and how a contiguous span becomes one.</summary>
internal interface IReduction<T> where T : unmanaged
{
    static abstract T Reduce(ReadOnlySpan<T> x);

    /// <summary>Folds a span into another of its length, element by element.</summary>
    static abstract void Fold(Span<T> accumulated, ReadOnlySpan<T> x);
}

/// <summary>
/// Reductions of row-major data along any axes. Long axes are reduced by halves down to blocks, so that the rounding error of a sum grows
/// with the logarithm of the number of elements (Higham, "The accuracy of floating point summation", 1993).
/// </summary>
internal static class Reduction
{
    private const int RowsInBlock = 64;

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
        if (inner == 1)
        {
            for (int i = 0; i < outer; i++) y[i] = TReduction.Reduce(x.Slice(i * count, count));
            return;
        }
        if (count == 0)
        {
            y[..(outer * inner)].Fill(TReduction.Reduce([]));
            return;
        }
        int halvings = 0;
        for (int rows = count; rows > RowsInBlock; rows -= rows / 2) halvings++;
        T[]? rented = halvings > 0 ? ArrayPool<T>.Shared.Rent(halvings * inner) : null;
        for (int i = 0; i < outer; i++) Rows<T, TReduction>(x.Slice(i * count * inner, count * inner), y.Slice(i * inner, inner), rented);
        if (rented is not null) ArrayPool<T>.Shared.Return(rented);
    }

    /// <summary>Reduces rows of the result's length to one, by halves down to blocks.</summary>
    /// <param name="rows">At least one row.</param>
    /// <param name="result">The reduced row.</param>
    /// <param name="scratch">Room for one row for each halving.</param>
    private static void Rows<T, TReduction>(ReadOnlySpan<T> rows, Span<T> result, Span<T> scratch)
        where T : unmanaged where TReduction : struct, IReduction<T>
    {
        int inner = result.Length, count = rows.Length / inner;
        if (count > RowsInBlock)
        {
            int half = count / 2 * inner;
            Span<T> other = scratch[..inner];
            Rows<T, TReduction>(rows[..half], result, scratch);
            Rows<T, TReduction>(rows[half..], other, scratch[inner..]);
            TReduction.Fold(result, other);
            return;
        }
        rows[..inner].CopyTo(result);
        for (int at = inner; at < rows.Length; at += inner) TReduction.Fold(result, rows.Slice(at, inner));
    }

    private static int Product(ReadOnlySpan<int> sizes)
    {
        int product = 1;
        foreach (int size in sizes) product *= size;
        return product;
    }
}

/// <summary>The sum, by halves down to blocks (pairwise summation).</summary>
internal readonly struct SumReduction<T> : IReduction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>With vectors a block is summed in several partial sums at once; without, one after the other, so it has to be shorter.</summary>
    private static int Block => Vector.IsHardwareAccelerated ? 512 : 64;

    public static T Reduce(ReadOnlySpan<T> x)
    {
        if (x.Length <= Block) return TensorPrimitives.Sum(x);
        int half = (x.Length / 2 + Block - 1) / Block * Block;
        return Reduce(x[..half]) + Reduce(x[half..]);
    }

    public static void Fold(Span<T> accumulated, ReadOnlySpan<T> x) => TensorPrimitives.Add(accumulated, x, accumulated);
}

/// <summary>The largest element; NaN if there is one.</summary>
internal readonly struct MaxReduction<T> : IReduction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static T Reduce(ReadOnlySpan<T> x) => TensorPrimitives.Max(x);

    public static void Fold(Span<T> accumulated, ReadOnlySpan<T> x) => TensorPrimitives.Max(accumulated, x, accumulated);
}

/// <summary>The smallest element; NaN if there is one.</summary>
internal readonly struct MinReduction<T> : IReduction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static T Reduce(ReadOnlySpan<T> x) => TensorPrimitives.Min(x);

    public static void Fold(Span<T> accumulated, ReadOnlySpan<T> x) => TensorPrimitives.Min(accumulated, x, accumulated);
}
