namespace MiniGrad.Kernels;

/// <summary>A product so small that setting anything up would take longer than computing it: C has at most one vector of columns.</summary>
internal static unsafe class TinyProduct<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    /// <summary>The largest number of multiplications that is worth while.</summary>
    public const int MaxOperations = 2048;

    /// <summary>Computes all of C, whose sums start from zero, from the bias or, if <paramref name="accumulate"/>, from C.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Compute<TFinish>(
        T* a, nint aRow, nint aStep, T* b, T* bias, T* c, int m, int n, int k, bool accumulate, TFinish finish)
        where TFinish : unmanaged, IFinish<T>
    {
        bool whole = n == TSimd.Lanes;
        TVector start = TSimd.Broadcast(T.Zero);
        if (bias is not null) start = TSimd.LoadFirst(bias, n);
        int i = 0;
        for (; i <= m - 4; i += 4, a += 4 * aRow, c += 4 * n)
        {
            TVector s0 = start, s1 = start, s2 = start, s3 = start;
            if (accumulate)
            {
                s0 = TSimd.LoadFirst(c, n);
                s1 = TSimd.LoadFirst(c + n, n);
                s2 = TSimd.LoadFirst(c + 2 * n, n);
                s3 = TSimd.LoadFirst(c + 3 * n, n);
            }
            T* left = a, right = b;
            for (int p = 0; p < k; p++, left += aStep, right += n)
            {
                TVector row = whole ? TSimd.Load(right) : TSimd.LoadFirst(right, n);
                s0 = TSimd.MultiplyAdd(TSimd.Broadcast(*left), row, s0);
                s1 = TSimd.MultiplyAdd(TSimd.Broadcast(left[aRow]), row, s1);
                s2 = TSimd.MultiplyAdd(TSimd.Broadcast(left[2 * aRow]), row, s2);
                s3 = TSimd.MultiplyAdd(TSimd.Broadcast(left[3 * aRow]), row, s3);
            }
            if (typeof(TFinish) == typeof(RectifyFinish<T>))
            {
                s0 = TSimd.Rectify(s0);
                s1 = TSimd.Rectify(s1);
                s2 = TSimd.Rectify(s2);
                s3 = TSimd.Rectify(s3);
            }
            if (whole)
            {
                TSimd.Store(s0, c);
                TSimd.Store(s1, c + n);
                TSimd.Store(s2, c + 2 * n);
                TSimd.Store(s3, c + 3 * n);
                continue;
            }
            TSimd.StoreFirst(s0, c, n);
            TSimd.StoreFirst(s1, c + n, n);
            TSimd.StoreFirst(s2, c + 2 * n, n);
            TSimd.StoreFirst(s3, c + 3 * n, n);
        }
        for (; i < m; i++, a += aRow, c += n)
        {
            TVector s = accumulate ? TSimd.LoadFirst(c, n) : start, finished = TSimd.Broadcast(T.Zero);
            T* left = a, right = b;
            int depth = Product<T>.PartOf(k);
            for (int done = 0, p = 0; p < k; done = p)
            {
                for (int end = done + Math.Min(depth, k - done); p < end; p++, left += aStep, right += n)
                    s = TSimd.MultiplyAdd(TSimd.Broadcast(*left), TSimd.LoadFirst(right, n), s);
                if (depth == k) break;
                finished = TSimd.Add(finished, s);
                s = TSimd.Broadcast(T.Zero);
            }
            if (depth < k) s = finished;
            if (typeof(TFinish) == typeof(RectifyFinish<T>)) s = TSimd.Rectify(s);
            TSimd.StoreFirst(s, c, n);
        }
        if (typeof(TFinish) == typeof(NoFinish<T>) || typeof(TFinish) == typeof(RectifyFinish<T>)) return;
        finish.Apply(c - (nint)m * n, 0, 0, m * n);
    }
}
