namespace MiniGrad.Kernels;

// Products of so few columns that vectors of them would be nearly empty.
internal static unsafe partial class SmallProduct<TVector, T, TSimd>
{
    private const int MaxNarrowLength = Interleaving<TVector, T, TSimd>.Max * SmallProducts.MaxNarrowDepth;

    /// <summary>Computes C by vectors along the inner dimension, four rows at a time: each element is the sum of the elements of its
    /// vector. The rows of A are contiguous.</summary>
    [SkipLocalsInit]
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void NarrowByDepth(SmallOperands<T>* operands, T* b)
    {
        const int rows = 4;
        int lanes = TSimd.Lanes, n = operands->N, depth = operands->K, distance = (depth + lanes - 1) / lanes * lanes;
        T* columns = stackalloc T[MaxNarrowLength], starts = stackalloc T[rows * Interleaving<TVector, T, TSimd>.Max];
        for (int i = 0; i < rows * n; i++) starts[i] = operands->Start == null ? T.Zero : operands->Start[i % n];
        int p = 0;
        for (; p <= depth - lanes; p += lanes) Interleaving<TVector, T, TSimd>.Split(b + p * n, n, columns + p, distance);
        for (; p < distance; p++)
            for (int c = 0; c < n; c++) columns[c * distance + p] = p < depth ? b[p * n + c] : T.Zero;
        for (int row = 0; row < operands->M; row += rows)
        {
            // The last ones possibly once more.
            row = Math.Min(row, operands->M - rows);
            T* a = operands->A + row * operands->ARow, target = operands->C + row * n;
            if (n == 1) NarrowByDepth<Size1>(operands, a, columns, distance, starts, target);
            else if (n == 2) NarrowByDepth<Size2>(operands, a, columns, distance, starts, target);
            else if (n == 3) NarrowByDepth<Size3>(operands, a, columns, distance, starts, target);
            else NarrowByDepth<Size4>(operands, a, columns, distance, starts, target);
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void NarrowByDepth<TColumns>(SmallOperands<T>* operands, T* a, T* columns, int distance, T* starts, T* target)
        where TColumns : unmanaged
    {
        int lanes = TSimd.Lanes, left = operands->K;
        nint aRow = operands->ARow;
        TVector x0 = TSimd.Constant(0), x1 = x0, x2 = x0, x3 = x0, y0 = x0, y1 = x0, y2 = x0, y3 = x0;
        TVector z0 = x0, z1 = x0, z2 = x0, z3 = x0, w0 = x0, w1 = x0, w2 = x0, w3 = x0;
        TVector mask = TSimd.FirstMask((left - 1) % lanes + 1);
        for (; left > 0; left -= lanes, a += lanes, columns += lanes)
        {
            bool isWhole = left >= lanes;
            TVector a0 = Last(a, isWhole, mask), a1 = Last(a + aRow, isWhole, mask);
            TVector a2 = Last(a + 2 * aRow, isWhole, mask), a3 = Last(a + 3 * aRow, isWhole, mask);
            TVector column = TSimd.Load(columns);
            x0 = TSimd.MultiplyAdd(a0, column, x0);
            x1 = TSimd.MultiplyAdd(a1, column, x1);
            x2 = TSimd.MultiplyAdd(a2, column, x2);
            x3 = TSimd.MultiplyAdd(a3, column, x3);
            if (sizeof(TColumns) > 1)
            {
                column = TSimd.Load(columns + distance);
                y0 = TSimd.MultiplyAdd(a0, column, y0);
                y1 = TSimd.MultiplyAdd(a1, column, y1);
                y2 = TSimd.MultiplyAdd(a2, column, y2);
                y3 = TSimd.MultiplyAdd(a3, column, y3);
            }
            if (sizeof(TColumns) > 2)
            {
                column = TSimd.Load(columns + 2 * distance);
                z0 = TSimd.MultiplyAdd(a0, column, z0);
                z1 = TSimd.MultiplyAdd(a1, column, z1);
                z2 = TSimd.MultiplyAdd(a2, column, z2);
                z3 = TSimd.MultiplyAdd(a3, column, z3);
            }
            if (sizeof(TColumns) > 3)
            {
                column = TSimd.Load(columns + 3 * distance);
                w0 = TSimd.MultiplyAdd(a0, column, w0);
                w1 = TSimd.MultiplyAdd(a1, column, w1);
                w2 = TSimd.MultiplyAdd(a2, column, w2);
                w3 = TSimd.MultiplyAdd(a3, column, w3);
            }
        }
        switch (sizeof(TColumns))
        {
            case 1:
                TSimd.StoreSums(x0, x1, x2, x3, starts, target);
                break;
            case 2:
                TSimd.StoreSums(x0, y0, x1, y1, starts, target);
                TSimd.StoreSums(x2, y2, x3, y3, starts + 4, target + 4);
                break;
            case 3:
                TSimd.StoreSums(x0, y0, z0, x1, starts, target);
                TSimd.StoreSums(y1, z1, x2, y2, starts + 4, target + 4);
                TSimd.StoreSums(z2, x3, y3, z3, starts + 8, target + 8);
                break;
            default:
                TSimd.StoreSums(x0, y0, z0, w0, starts, target);
                TSimd.StoreSums(x1, y1, z1, w1, starts + 4, target + 4);
                TSimd.StoreSums(x2, y2, z2, w2, starts + 8, target + 8);
                TSimd.StoreSums(x3, y3, z3, w3, starts + 12, target + 12);
                break;
        }
    }

    /// <summary>Computes C by vectors of its rows. The columns of A are contiguous.</summary>
    [SkipLocalsInit]
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void NarrowByRows(SmallOperands<T>* operands, T* b)
    {
        int lanes = TSimd.Lanes, n = operands->N, m = operands->M;
        T* columns = stackalloc T[4 * Interleaving<TVector, T, TSimd>.Max * lanes];
        for (int row = 0; row < m;)
        {
            // The last ones possibly once more.
            row = Math.Min(row, m - lanes);
            int vectors = m - row >= 4 * lanes ? 4 : m - row >= 2 * lanes ? 2 : 1, distance = vectors * lanes;
            T* a = operands->A + row;
            switch (vectors, n)
            {
                case (1, 2): NarrowByRows<Size1, Size2>(operands, a, b, columns); break;
                case (1, 3): NarrowByRows<Size1, Size3>(operands, a, b, columns); break;
                case (1, _): NarrowByRows<Size1, Size4>(operands, a, b, columns); break;
                case (2, 2): NarrowByRows<Size2, Size2>(operands, a, b, columns); break;
                case (2, 3): NarrowByRows<Size2, Size3>(operands, a, b, columns); break;
                case (2, _): NarrowByRows<Size2, Size4>(operands, a, b, columns); break;
                case (_, 2): NarrowByRows<Size4, Size2>(operands, a, b, columns); break;
                case (_, 3): NarrowByRows<Size4, Size3>(operands, a, b, columns); break;
                case (_, _): NarrowByRows<Size4, Size4>(operands, a, b, columns); break;
            }
            for (int v = 0; v < vectors; v++, row += lanes)
                Interleaving<TVector, T, TSimd>.Join(columns + v * lanes, distance, n, operands->C + row * n);
        }
    }

    [MethodImpl(AggressiveOptimization)]
    private static void NarrowByRows<TVectors, TColumns>(SmallOperands<T>* operands, T* a, T* b, T* columns)
        where TVectors : unmanaged where TColumns : unmanaged
    {
        int lanes = TSimd.Lanes;
        nint aStep = operands->AStep, bRow = operands->BRow;
        T* start = operands->Start;
        TVector x0 = start == null ? TSimd.Constant(0) : TSimd.Broadcast(start[0]), x1 = x0, x2 = x0, x3 = x0;
        TVector y0 = start == null || sizeof(TColumns) < 2 ? TSimd.Constant(0) : TSimd.Broadcast(start[1]), y1 = y0, y2 = y0, y3 = y0;
        TVector z0 = start == null || sizeof(TColumns) < 3 ? TSimd.Constant(0) : TSimd.Broadcast(start[2]), z1 = z0, z2 = z0, z3 = z0;
        TVector w0 = start == null || sizeof(TColumns) < 4 ? TSimd.Constant(0) : TSimd.Broadcast(start[3]), w1 = w0, w2 = w0, w3 = w0;
        for (int k = operands->K; k > 0; k--, a += aStep, b += bRow)
        {
            TVector a0 = TSimd.Load(a), a1 = sizeof(TVectors) > 1 ? TSimd.Load(a + lanes) : a0;
            TVector a2 = sizeof(TVectors) > 2 ? TSimd.Load(a + 2 * lanes) : a0, a3 = sizeof(TVectors) > 3 ? TSimd.Load(a + 3 * lanes) : a0;
            TVector s = TSimd.Broadcast(*b);
            x0 = TSimd.MultiplyAdd(s, a0, x0);
            if (sizeof(TVectors) > 1) x1 = TSimd.MultiplyAdd(s, a1, x1);
            if (sizeof(TVectors) > 2) x2 = TSimd.MultiplyAdd(s, a2, x2);
            if (sizeof(TVectors) > 3) x3 = TSimd.MultiplyAdd(s, a3, x3);
            if (sizeof(TColumns) > 1)
            {
                s = TSimd.Broadcast(b[1]);
                y0 = TSimd.MultiplyAdd(s, a0, y0);
                if (sizeof(TVectors) > 1) y1 = TSimd.MultiplyAdd(s, a1, y1);
                if (sizeof(TVectors) > 2) y2 = TSimd.MultiplyAdd(s, a2, y2);
                if (sizeof(TVectors) > 3) y3 = TSimd.MultiplyAdd(s, a3, y3);
            }
            if (sizeof(TColumns) > 2)
            {
                s = TSimd.Broadcast(b[2]);
                z0 = TSimd.MultiplyAdd(s, a0, z0);
                if (sizeof(TVectors) > 1) z1 = TSimd.MultiplyAdd(s, a1, z1);
                if (sizeof(TVectors) > 2) z2 = TSimd.MultiplyAdd(s, a2, z2);
                if (sizeof(TVectors) > 3) z3 = TSimd.MultiplyAdd(s, a3, z3);
            }
            if (sizeof(TColumns) > 3)
            {
                s = TSimd.Broadcast(b[3]);
                w0 = TSimd.MultiplyAdd(s, a0, w0);
                if (sizeof(TVectors) > 1) w1 = TSimd.MultiplyAdd(s, a1, w1);
                if (sizeof(TVectors) > 2) w2 = TSimd.MultiplyAdd(s, a2, w2);
                if (sizeof(TVectors) > 3) w3 = TSimd.MultiplyAdd(s, a3, w3);
            }
        }
        StoreColumn<TVectors>(x0, x1, x2, x3, columns);
        columns += sizeof(TVectors) * lanes;
        if (sizeof(TColumns) > 1) StoreColumn<TVectors>(y0, y1, y2, y3, columns);
        columns += sizeof(TVectors) * lanes;
        if (sizeof(TColumns) > 2) StoreColumn<TVectors>(z0, z1, z2, z3, columns);
        columns += sizeof(TVectors) * lanes;
        if (sizeof(TColumns) > 3) StoreColumn<TVectors>(w0, w1, w2, w3, columns);
    }

    [MethodImpl(AggressiveInlining)]
    private static void StoreColumn<TVectors>(TVector a, TVector b, TVector c, TVector d, T* column) where TVectors : unmanaged
    {
        TSimd.Store(a, column);
        if (sizeof(TVectors) > 1) TSimd.Store(b, column + TSimd.Lanes);
        if (sizeof(TVectors) > 2) TSimd.Store(c, column + 2 * TSimd.Lanes);
        if (sizeof(TVectors) > 3) TSimd.Store(d, column + 3 * TSimd.Lanes);
    }
}
