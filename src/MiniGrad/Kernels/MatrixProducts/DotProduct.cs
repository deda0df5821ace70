namespace MiniGrad.Kernels;

/// <summary>A rectangle of a product with contiguous rows of A and columns of B: each element is an inner product by vectors.</summary>
/// <remarks>Each element is the sum, in order of lanes, of as many sums as a vector has lanes, or the sum of such sums of parts: an order
/// that depends on k alone.</remarks>
internal static unsafe class DotProduct<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    [MethodImpl(AggressiveOptimization)]
    public static void Compute<TFinish>(ref Product<T> product, Area area, TFinish finish) where TFinish : unmanaged, IFinish<T>
    {
        if (product.N == 1)
        {
            // A column: the rows of A take the place of columns of B.
            T* c = product.C + area.Row;
            Row(product.B, product.A + area.Row * product.ARow, product.ARow, product.K,
                c, product.Accumulate ? c : product.Bias, product.Accumulate ? 1 : 0, area.Rows);
            if (typeof(TFinish) == typeof(NoFinish<T>)) return;
            for (int i = 0; i < area.Rows; i++) finish.Apply(c + i, area.Row + i, 0, 1);
            return;
        }
        for (int i = 0; i < area.Rows; i++)
        {
            T* a = product.A + (area.Row + i) * product.ARow, c = product.C + (area.Row + i) * product.CRow + area.Column;
            T* from = product.Accumulate ? c : product.Bias is null ? null : product.Bias + area.Column;
            Row(a, product.B + area.Column * product.BColumn, product.BColumn, product.K, c, from, 1, area.Columns);
            if (typeof(TFinish) != typeof(NoFinish<T>)) finish.Apply(c, area.Row + i, area.Column, area.Columns);
        }
    }

    /// <summary>The inner products of one vector with several, which lie <paramref name="bColumn"/> apart.</summary>
    private static void Row(T* a, T* b, nint bColumn, int k, T* c, T* start, nint startStep, int count)
    {
        int j = 0, part = Product<T>.PartDepth * TSimd.Lanes;
        for (; j <= count - 4; j += 4, b += 4 * bColumn)
        {
            Four(a, b, bColumn, Math.Min(k, part), c + j, start, startStep);
            for (int p = part; p > 0 && p < k; p += part) Four(a + p, b + p, bColumn, Math.Min(k - p, part), c + j, c + j, 1);
            if (start is not null) start += 4 * startStep;
        }
        for (; j < count; j++, b += bColumn)
        {
            One(a, b, Math.Min(k, part), c + j, start);
            for (int p = part; p > 0 && p < k; p += part) One(a + p, b + p, Math.Min(k - p, part), c + j, c + j);
            if (start is not null) start += startStep;
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void Four(T* a, T* b, nint bColumn, int k, T* c, T* start, nint startStep)
    {
        TVector s0 = TSimd.Broadcast(T.Zero), s1 = s0, s2 = s0, s3 = s0;
        T* b1 = b + bColumn, b2 = b1 + bColumn, b3 = b2 + bColumn;
        int p = 0;
        for (; p <= k - TSimd.Lanes; p += TSimd.Lanes)
        {
            TVector x = TSimd.Load(a + p);
            s0 = TSimd.MultiplyAdd(x, TSimd.Load(b + p), s0);
            s1 = TSimd.MultiplyAdd(x, TSimd.Load(b1 + p), s1);
            s2 = TSimd.MultiplyAdd(x, TSimd.Load(b2 + p), s2);
            s3 = TSimd.MultiplyAdd(x, TSimd.Load(b3 + p), s3);
        }
        if (p < k)
        {
            TVector x = TSimd.LoadFirst(a + p, k - p);
            s0 = TSimd.MultiplyAdd(x, TSimd.LoadFirst(b + p, k - p), s0);
            s1 = TSimd.MultiplyAdd(x, TSimd.LoadFirst(b1 + p, k - p), s1);
            s2 = TSimd.MultiplyAdd(x, TSimd.LoadFirst(b2 + p, k - p), s2);
            s3 = TSimd.MultiplyAdd(x, TSimd.LoadFirst(b3 + p, k - p), s3);
        }
        T t0 = TSimd.Sum(s0), t1 = TSimd.Sum(s1), t2 = TSimd.Sum(s2), t3 = TSimd.Sum(s3);
        if (start is not null)
        {
            t0 += *start;
            t1 += start[startStep];
            t2 += start[2 * startStep];
            t3 += start[3 * startStep];
        }
        c[0] = t0;
        c[1] = t1;
        c[2] = t2;
        c[3] = t3;
    }

    [MethodImpl(AggressiveOptimization)]
    private static void One(T* a, T* b, int k, T* c, T* start)
    {
        TVector s = TSimd.Broadcast(T.Zero);
        int p = 0;
        for (; p <= k - TSimd.Lanes; p += TSimd.Lanes) s = TSimd.MultiplyAdd(TSimd.Load(a + p), TSimd.Load(b + p), s);
        if (p < k) s = TSimd.MultiplyAdd(TSimd.LoadFirst(a + p, k - p), TSimd.LoadFirst(b + p, k - p), s);
        T sum = TSimd.Sum(s);
        *c = start is null ? sum : sum + *start;
    }
}
