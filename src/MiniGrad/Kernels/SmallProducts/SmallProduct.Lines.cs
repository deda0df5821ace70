namespace MiniGrad.Kernels;

// Products of which a single row, column or element is wanted.
internal static unsafe partial class SmallProduct<TVector, T, TSimd>
{
    /// <summary>Computes the only element of C, an inner product of contiguous elements, by vectors of them.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Inner(SmallOperands<T>* operands, T* b)
    {
        int lanes = TSimd.Lanes, depth = operands->K, k = 2 * lanes;
        T* a = operands->A;
        TVector even = TSimd.Multiply(TSimd.Load(a), TSimd.Load(b)), odd = TSimd.Multiply(TSimd.Load(a + lanes), TSimd.Load(b + lanes));
        for (; k <= depth - 2 * lanes; k += 2 * lanes)
        {
            even = TSimd.MultiplyAdd(TSimd.Load(a + k), TSimd.Load(b + k), even);
            odd = TSimd.MultiplyAdd(TSimd.Load(a + k + lanes), TSimd.Load(b + k + lanes), odd);
        }
        for (; k < depth; k += lanes)
        {
            int count = Math.Min(lanes, depth - k);
            even = TSimd.MultiplyAdd(TSimd.LoadFirst(a + k, count), TSimd.LoadFirst(b + k, count), even);
        }
        T sum = TSimd.Sum(TSimd.Add(even, odd));
        *operands->C = operands->Start == null ? sum : *operands->Start + sum;
    }

    /// <summary>Computes the only column of C, with a vector of rows at a time: whoever reads it reads vectors, and would wait for elements
    /// that were written one by one.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Column(SmallOperands<T>* operands, T* b)
    {
        int lanes = TSimd.Lanes, rows = operands->M;
        nint aRow = operands->ARow, aStep = operands->AStep, bRow = operands->BRow;
        TVector start = operands->Start == null ? TSimd.Constant(0) : TSimd.Broadcast(*operands->Start);
        for (int row = 0; row < rows; row += lanes)
        {
            // The last ones possibly once more.
            row = Math.Min(row, rows - lanes);
            T* a = operands->A + row * aRow, element = b;
            TVector sum = start;
            for (int k = operands->K; k > 0; k--, a += aStep, element += bRow)
                sum = TSimd.MultiplyAdd(TSimd.LoadStrided(a, aRow), TSimd.Broadcast(*element), sum);
            TSimd.Store(sum, operands->C + row);
        }
    }

    /// <summary>Computes as many whole vectors of the only row of C as the type has bytes, four or eight.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Row<TVectors>(SmallOperands<T>* operands, T* b, int column) where TVectors : unmanaged
    {
        int lanes = TSimd.Lanes;
        TVector x0 = TSimd.Constant(0), x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0, x6 = x0, x7 = x0;
        if (operands->Start != null)
        {
            T* start = operands->Start + column;
            x0 = TSimd.Load(start);
            x1 = TSimd.Load(start + lanes);
            x2 = TSimd.Load(start + 2 * lanes);
            x3 = TSimd.Load(start + 3 * lanes);
            if (sizeof(TVectors) > 4) x4 = TSimd.Load(start + 4 * lanes);
            if (sizeof(TVectors) > 4) x5 = TSimd.Load(start + 5 * lanes);
            if (sizeof(TVectors) > 4) x6 = TSimd.Load(start + 6 * lanes);
            if (sizeof(TVectors) > 4) x7 = TSimd.Load(start + 7 * lanes);
        }
        T* a = operands->A;
        nint aStep = operands->AStep, bRow = operands->BRow;
        for (int k = operands->K; k > 0; k--, a += aStep, b += bRow)
        {
            TVector s = TSimd.Broadcast(*a);
            x0 = TSimd.MultiplyAdd(s, TSimd.Load(b), x0);
            x1 = TSimd.MultiplyAdd(s, TSimd.Load(b + lanes), x1);
            x2 = TSimd.MultiplyAdd(s, TSimd.Load(b + 2 * lanes), x2);
            x3 = TSimd.MultiplyAdd(s, TSimd.Load(b + 3 * lanes), x3);
            if (sizeof(TVectors) > 4) x4 = TSimd.MultiplyAdd(s, TSimd.Load(b + 4 * lanes), x4);
            if (sizeof(TVectors) > 4) x5 = TSimd.MultiplyAdd(s, TSimd.Load(b + 5 * lanes), x5);
            if (sizeof(TVectors) > 4) x6 = TSimd.MultiplyAdd(s, TSimd.Load(b + 6 * lanes), x6);
            if (sizeof(TVectors) > 4) x7 = TSimd.MultiplyAdd(s, TSimd.Load(b + 7 * lanes), x7);
        }
        T* c = operands->C + column;
        TSimd.Store(x0, c);
        TSimd.Store(x1, c + lanes);
        TSimd.Store(x2, c + 2 * lanes);
        TSimd.Store(x3, c + 3 * lanes);
        if (sizeof(TVectors) > 4) TSimd.Store(x4, c + 4 * lanes);
        if (sizeof(TVectors) > 4) TSimd.Store(x5, c + 5 * lanes);
        if (sizeof(TVectors) > 4) TSimd.Store(x6, c + 6 * lanes);
        if (sizeof(TVectors) > 4) TSimd.Store(x7, c + 7 * lanes);
    }

    /// <summary>Computes the only row of C, of two or four columns, by vectors of B as it lies in memory: each element of them belongs to a
    /// column and to a step of the inner dimension, whose element of A is brought there.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void NarrowRow(SmallOperands<T>* operands, T* b)
    {
        int lanes = TSimd.Lanes, n = operands->N, left = operands->K;
        T* a = operands->A;
        TVector s0 = TSimd.Constant(0), s1 = s0, s2 = s0, s3 = s0;
        TVector step0 = Interleaving<TVector, T, TSimd>.RowOf(0, n), step1 = Interleaving<TVector, T, TSimd>.RowOf(1, n);
        TVector step2 = Interleaving<TVector, T, TSimd>.RowOf(2, n), step3 = Interleaving<TVector, T, TSimd>.RowOf(3, n);
        for (; left >= lanes; left -= lanes, a += lanes, b += n * lanes)
        {
            TVector steps = TSimd.Load(a);
            s0 = TSimd.MultiplyAdd(TSimd.Permute(steps, step0), TSimd.Load(b), s0);
            s1 = TSimd.MultiplyAdd(TSimd.Permute(steps, step1), TSimd.Load(b + lanes), s1);
            if (n == 2) continue;
            s2 = TSimd.MultiplyAdd(TSimd.Permute(steps, step2), TSimd.Load(b + 2 * lanes), s2);
            s3 = TSimd.MultiplyAdd(TSimd.Permute(steps, step3), TSimd.Load(b + 3 * lanes), s3);
        }
        if (left > 0)
        {
            TVector steps = TSimd.LoadFirst(a, left);
            int rest = left * n;
            s0 = TSimd.MultiplyAdd(TSimd.Permute(steps, step0), TSimd.LoadFirst(b, Math.Min(rest, lanes)), s0);
            rest -= lanes;
            if (rest > 0) s1 = TSimd.MultiplyAdd(TSimd.Permute(steps, step1), TSimd.LoadFirst(b + lanes, Math.Min(rest, lanes)), s1);
            rest -= lanes;
            if (rest > 0) s2 = TSimd.MultiplyAdd(TSimd.Permute(steps, step2), TSimd.LoadFirst(b + 2 * lanes, Math.Min(rest, lanes)), s2);
            rest -= lanes;
            if (rest > 0) s3 = TSimd.MultiplyAdd(TSimd.Permute(steps, step3), TSimd.LoadFirst(b + 3 * lanes, rest), s3);
        }
        TSimd.StoreFolded(TSimd.Add(TSimd.Add(s0, s1), TSimd.Add(s2, s3)), n, operands->Start, operands->C);
    }

    /// <summary>Computes one or two vectors of the only row of C, the last of them with so many columns. As each sum would wait for its
    /// last term, every fourth goes into one of four.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void DeepRow<TColumns>(SmallOperands<T>* operands, T* b, int column, int last) where TColumns : unmanaged
    {
        int lanes = TSimd.Lanes, k = operands->K;
        bool isWhole = last == lanes;
        TVector mask = TSimd.FirstMask(last);
        TVector x0 = TSimd.Constant(0), x1 = x0, x2 = x0, x3 = x0, y0 = x0, y1 = x0, y2 = x0, y3 = x0, s;
        if (operands->Start != null)
        {
            T* start = operands->Start + column;
            if (sizeof(TColumns) > 1)
            {
                x0 = TSimd.Load(start);
                y0 = Last(start + lanes, isWhole, mask);
            }
            else x0 = Last(start, isWhole, mask);
        }
        T* a = operands->A;
        nint aStep = operands->AStep, bRow = operands->BRow;
        for (; k >= 4; k -= 4, a += 4 * aStep)
        {
            s = TSimd.Broadcast(*a);
            x0 = TSimd.MultiplyAdd(s, sizeof(TColumns) > 1 ? TSimd.Load(b) : Last(b, isWhole, mask), x0);
            if (sizeof(TColumns) > 1) y0 = TSimd.MultiplyAdd(s, Last(b + lanes, isWhole, mask), y0);
            b += bRow;
            s = TSimd.Broadcast(a[aStep]);
            x1 = TSimd.MultiplyAdd(s, sizeof(TColumns) > 1 ? TSimd.Load(b) : Last(b, isWhole, mask), x1);
            if (sizeof(TColumns) > 1) y1 = TSimd.MultiplyAdd(s, Last(b + lanes, isWhole, mask), y1);
            b += bRow;
            s = TSimd.Broadcast(a[2 * aStep]);
            x2 = TSimd.MultiplyAdd(s, sizeof(TColumns) > 1 ? TSimd.Load(b) : Last(b, isWhole, mask), x2);
            if (sizeof(TColumns) > 1) y2 = TSimd.MultiplyAdd(s, Last(b + lanes, isWhole, mask), y2);
            b += bRow;
            s = TSimd.Broadcast(a[3 * aStep]);
            x3 = TSimd.MultiplyAdd(s, sizeof(TColumns) > 1 ? TSimd.Load(b) : Last(b, isWhole, mask), x3);
            if (sizeof(TColumns) > 1) y3 = TSimd.MultiplyAdd(s, Last(b + lanes, isWhole, mask), y3);
            b += bRow;
        }
        for (; k > 0; k--, a += aStep, b += bRow)
        {
            s = TSimd.Broadcast(*a);
            x0 = TSimd.MultiplyAdd(s, sizeof(TColumns) > 1 ? TSimd.Load(b) : Last(b, isWhole, mask), x0);
            if (sizeof(TColumns) > 1) y0 = TSimd.MultiplyAdd(s, Last(b + lanes, isWhole, mask), y0);
        }
        T* c = operands->C + column;
        x0 = TSimd.Add(TSimd.Add(x0, x1), TSimd.Add(x2, x3));
        if (sizeof(TColumns) > 1)
        {
            TSimd.Store(x0, c);
            c += lanes;
            x0 = TSimd.Add(TSimd.Add(y0, y1), TSimd.Add(y2, y3));
        }
        if (isWhole || operands->HasRoom) TSimd.Store(x0, c);
        else TSimd.StoreFirst(x0, c, last);
    }
}
