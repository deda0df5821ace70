namespace MiniGrad.Kernels;

/// <summary>Picks or places elements along an axis, at indices that each lane has of its own. Tensors are [outer, size, inner], indices and
/// what belongs to them [outer, count, inner].</summary>
internal static class AxisPicking
{
    /// <summary>y[o, c, i] = x[o, indices[o, c, i], i].</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Gather<T>(ReadOnlySpan<T> x, int size, int inner, ReadOnlySpan<int> indices, int count, Span<T> y)
        where T : unmanaged
    {
        for (int block = 0, next = 0; next < indices.Length; block += size * inner)
        {
            if (inner == 1)
            {
                ReadOnlySpan<T> lane = x.Slice(block, size);
                ReadOnlySpan<int> places = indices.Slice(next, count);
                Span<T> target = y.Slice(next, count);
                for (int c = 0; c < target.Length; c++) target[c] = lane[places[c]];
                next += count;
                continue;
            }
            for (int c = 0; c < count; c++)
                for (int i = 0; i < inner; i++, next++) y[next] = x[block + indices[next] * inner + i];
        }
    }

    /// <summary>y[o, indices[o, c, i], i] = x[o, c, i]; other elements of y stay.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Scatter<T>(ReadOnlySpan<T> x, int size, int inner, ReadOnlySpan<int> indices, int count, Span<T> y)
        where T : unmanaged
    {
        for (int block = 0, next = 0; next < indices.Length; block += size * inner)
        {
            if (inner == 1)
            {
                Span<T> lane = y.Slice(block, size);
                ReadOnlySpan<int> places = indices.Slice(next, count);
                ReadOnlySpan<T> source = x.Slice(next, count);
                for (int c = 0; c < source.Length; c++) lane[places[c]] = source[c];
                next += count;
                continue;
            }
            for (int c = 0; c < count; c++)
                for (int i = 0; i < inner; i++, next++) y[block + indices[next] * inner + i] = x[next];
        }
    }

    /// <summary>y[o, indices[o, c, i], i] += x[o, c, i], in the order of x.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void ScatterAdd<T>(ReadOnlySpan<T> x, int size, int inner, ReadOnlySpan<int> indices, int count, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int block = 0, next = 0; next < indices.Length; block += size * inner)
        {
            if (inner == 1)
            {
                Span<T> lane = y.Slice(block, size);
                ReadOnlySpan<int> places = indices.Slice(next, count);
                ReadOnlySpan<T> source = x.Slice(next, count);
                for (int c = 0; c < source.Length; c++) lane[places[c]] += source[c];
                next += count;
                continue;
            }
            for (int c = 0; c < count; c++)
                for (int i = 0; i < inner; i++, next++) y[block + indices[next] * inner + i] += x[next];
        }
    }

    /// <summary>The position of the first index that its lane has before; −1 if there is none.</summary>
    /// <param name="seen">Room for a mark on each element, all false.</param>
    /// <param name="size">The size along the axis.</param>
    /// <param name="inner">The product of the sizes behind it.</param>
    /// <param name="indices">The indices.</param>
    /// <param name="count">How many each lane has.</param>
    public static int FirstRepeated(Span<bool> seen, int size, int inner, ReadOnlySpan<int> indices, int count)
    {
        int next = 0;
        for (int block = 0; next < indices.Length; block += size * inner)
        {
            for (int end = next + count * inner; next < end; next++)
            {
                ref bool isSeen = ref seen[block + indices[next] * inner + next % inner];
                if (isSeen) return next;
                isSeen = true;
            }
        }
        return -1;
    }
}
