namespace MiniGrad.Kernels;

/// <summary>When a panel of B is copied to the order in which it is read.</summary>
internal enum CopyTime
{
    /// <summary>It is read in place.</summary>
    Never,

    /// <summary>Before it is multiplied, as it has to be turned, or is cut off at some depth.</summary>
    Before,

    /// <summary>By the first tile, while it is multiplied; for a large B, or one whose vectors lie across cache lines.</summary>
    WhileReading,
}

/// <summary>Which matrices are copied to the order in which they are read, and the part of the inner dimension, at least 1, to work on at a
/// time.</summary>
internal readonly unsafe record struct Packing(bool CopiesA, CopyTime B, int Depth)
{
    /// <summary>Copies rows of A in tiles as <see cref="Panels{TVector, T, TSimd}"/> cuts them: a tile's column is contiguous.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void CopyA<TVector, T, TSimd>(T* a, nint row, nint step, int rows, int depth, T* target, int tileRows)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
    {
        int parts = (rows + tileRows - 1) / tileRows, height = rows / parts, taller = rows % parts;
        if (step != 1)
        {
            // Along A's own rows, which memory delivers faster than lines of many of them.
            for (int p = 0; p < depth; p++, a += step)
            {
                T* from = a, to = target;
                for (int part = 0; part < parts; part++)
                {
                    int count = part < taller ? height + 1 : height;
                    CopyFirst<TVector, T, TSimd>(from, to + (nint)p * count, count);
                    from += count;
                    to += (nint)depth * count;
                }
            }
            return;
        }
        for (int part = 0; part < parts; part++)
        {
            int count = part < taller ? height + 1 : height;
            Transposition.Pack(a, row, count, depth, target, count);
            target += (long)depth * count;
            a += count * row;
        }
    }

    /// <summary>Copies elements by masked vectors where these cost no more than whole ones.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void CopyFirst<TVector, T, TSimd>(T* source, T* target, int count)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
    {
        if (typeof(TSimd) != typeof(Simd512<T>))
        {
            new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(target, count));
            return;
        }
        for (; count > TSimd.Lanes; count -= TSimd.Lanes, source += TSimd.Lanes, target += TSimd.Lanes)
            TSimd.Store(TSimd.Load(source), target);
        TSimd.StoreFirst(TSimd.LoadFirst(source, count), target, count);
    }

    /// <summary>Copies a panel of B, filled up with zeros to <paramref name="width"/> columns.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void CopyB<TVector, T, TSimd>(T* b, nint step, nint column, int depth, int columns, T* target, int width)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
    {
        if (step == 1)
        {
            Transposition.Pack(b, column, columns, depth, target, width);
            if (columns == width) return;
            for (int p = 0; p < depth; p++) new Span<T>(target + (long)p * width + columns, width - columns).Clear();
            return;
        }
        if (columns == width)
        {
            for (int p = 0; p < depth; p++, b += step, target += width)
                for (int v = 0; v < width; v += TSimd.Lanes) TSimd.Store(TSimd.Load(b + v), target + v);
            return;
        }
        for (int p = 0; p < depth; p++, b += step, target += width)
        {
            new ReadOnlySpan<T>(b, columns).CopyTo(new Span<T>(target, columns));
            new Span<T>(target + columns, width - columns).Clear();
        }
    }
}
