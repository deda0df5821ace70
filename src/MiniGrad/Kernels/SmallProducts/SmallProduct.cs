namespace MiniGrad.Kernels;

/// <summary>A product so small that setting anything up would take longer than computing it: tiles of up to eight rows and two vectors of
/// columns, each element the sum of its terms one after the other;
/// of a single row with few columns, four such sums.</summary>
internal static unsafe partial class SmallProduct<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    // Sixteen sums, beside two vectors and an element, take more registers than most processors have.
    private const int RegistersForTallPairs = 14;

    // A column of a wider product has the same bits whatever is beside it.
    private const int MinDepthOfParts = 16;
    private const int MaxColumnsOfParts = 16;

    /// <summary>Whether a single tile is all of C.</summary>
    public static bool IsTile(SmallOperands<T>* operands) =>
        !operands->CopiesB && operands->N <= 2 * TSimd.Lanes && (operands->M > 1 || operands->K < MinDepthOfParts)
            && (operands->N > 1 || (operands->M < TSimd.Lanes && operands->K < 2 * TSimd.Lanes));

    /// <summary>Computes all of C, where it <see cref="IsTile"/>.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Tile<TRows, TColumns>(SmallOperands<T>* operands) where TRows : unmanaged where TColumns : unmanaged =>
        Tile<TRows, TColumns>(
            operands, operands->A, operands->B, operands->Start, operands->C, operands->N - (sizeof(TColumns) - 1) * TSimd.Lanes);

    /// <summary>Computes all of C.</summary>
    /// <param name="operands">The product.</param>
    /// <param name="b">B, or a copy of it.</param>
    [MethodImpl(AggressiveOptimization)]
    public static void Compute(SmallOperands<T>* operands, T* b)
    {
        int lanes = TSimd.Lanes, m = operands->M, n = operands->N, j = 0;
        T* a = operands->A, c = operands->C, start = operands->Start;
        if (SmallProducts.NarrowByDepth(operands))
        {
            NarrowByDepth(operands, b);
            return;
        }
        if (SmallProducts.NarrowByRows(operands))
        {
            NarrowByRows(operands, b);
            return;
        }
        if (n == 1 && operands->StartRow == 0)
        {
            if (m >= lanes)
            {
                Column(operands, b);
                return;
            }
            if (m == 1 && operands->K >= 2 * lanes)
            {
                Inner(operands, b);
                return;
            }
        }
        if (n <= lanes && (m == 4 || (m == 1 && operands->K < MinDepthOfParts)))
        {
            // What the smallest networks are made of.
            if (m == 4) Tile<Size4, Size1>(operands, a, b, start, c, n);
            else Tile<Size1, Size1>(operands, a, b, start, c, n);
            return;
        }
        nint aRow = operands->ARow, startRow = operands->StartRow;
        if (m == 1)
        {
            if (operands->K >= MinDepthOfParts && n <= Math.Min(2 * lanes, MaxColumnsOfParts))
            {
                if (SmallProducts.NarrowRow(operands) && lanes >= n)
                {
                    NarrowRow(operands, b);
                    return;
                }
                for (; n - j > lanes; j += 2 * lanes) DeepRow<Size2>(operands, b + j, j, Math.Min(n - j - lanes, lanes));
                if (n > j) DeepRow<Size1>(operands, b + j, j, n - j);
                return;
            }
            for (; n - j >= 8 * lanes; j += 8 * lanes) Row<Size8>(operands, b + j, j);
            for (; n - j >= 4 * lanes; j += 4 * lanes) Row<Size4>(operands, b + j, j);
        }
        for (; n - j > lanes; j += 2 * lanes)
        {
            int last = Math.Min(n - j - lanes, lanes), rows = m;
            T* left = a, from = start == null ? null : start + j, to = c + j;
            if (TSimd.TileRows >= RegistersForTallPairs)
            {
                for (; rows >= 8; rows -= 8, left += 8 * aRow, to += 8 * n, from += 8 * startRow)
                    Tile<Size8, Size2>(operands, left, b + j, from, to, last);
            }
            for (; rows >= 4; rows -= 4, left += 4 * aRow, to += 4 * n, from += 4 * startRow)
                Tile<Size4, Size2>(operands, left, b + j, from, to, last);
            for (; rows >= 2; rows -= 2, left += 2 * aRow, to += 2 * n, from += 2 * startRow)
                Tile<Size2, Size2>(operands, left, b + j, from, to, last);
            if (rows > 0) Tile<Size1, Size2>(operands, left, b + j, from, to, last);
        }
        if (j >= n) return;
        b += j;
        c += j;
        if (start != null) start += j;
        for (; m >= 8; m -= 8, a += 8 * aRow, c += 8 * n, start += 8 * startRow) Tile<Size8, Size1>(operands, a, b, start, c, n - j);
        if (m >= 4)
        {
            Tile<Size4, Size1>(operands, a, b, start, c, n - j);
            m -= 4;
            a += 4 * aRow;
            c += 4 * n;
            start += 4 * startRow;
        }
        for (; m >= 2; m -= 2, a += 2 * aRow, c += 2 * n, start += 2 * startRow) Tile<Size2, Size1>(operands, a, b, start, c, n - j);
        if (m > 0) Tile<Size1, Size1>(operands, a, b, start, c, n - j);
    }

    /// <summary>Computes as many rows and vectors of C as the types have bytes; of the last vector so many columns.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Tile<TRows, TColumns>(SmallOperands<T>* operands, T* a, T* b, T* start, T* c, int last)
        where TRows : unmanaged where TColumns : unmanaged
    {
        int lanes = TSimd.Lanes;
        bool isWhole = last == lanes;
        nint aRow = operands->ARow, aStep = operands->AStep, bRow = operands->BRow, cRow = operands->N;
        TVector mask = TSimd.FirstMask(last);
        TVector x0 = TSimd.Constant(0), x1 = x0, x2 = x0, x3 = x0, x4 = x0, x5 = x0, x6 = x0, x7 = x0;
        TVector y0 = x0, y1 = x0, y2 = x0, y3 = x0, y4 = x0, y5 = x0, y6 = x0, y7 = x0, s;
        if (start != null)
        {
            T* row = start;
            nint startRow = operands->StartRow;
            if (sizeof(TColumns) > 1)
            {
                x0 = TSimd.Load(row);
                if (sizeof(TRows) > 1) x1 = TSimd.Load(row + startRow);
                if (sizeof(TRows) > 2) x2 = TSimd.Load(row + 2 * startRow);
                if (sizeof(TRows) > 3) x3 = TSimd.Load(row + 3 * startRow);
                if (sizeof(TRows) > 4) x4 = TSimd.Load(row + 4 * startRow);
                if (sizeof(TRows) > 5) x5 = TSimd.Load(row + 5 * startRow);
                if (sizeof(TRows) > 6) x6 = TSimd.Load(row + 6 * startRow);
                if (sizeof(TRows) > 7) x7 = TSimd.Load(row + 7 * startRow);
                row += lanes;
            }
            { s = Last(row, isWhole, mask); if (sizeof(TColumns) > 1) y0 = s; else x0 = s; }
            if (sizeof(TRows) > 1) { s = Last(row + startRow, isWhole, mask); if (sizeof(TColumns) > 1) y1 = s; else x1 = s; }
            if (sizeof(TRows) > 2) { s = Last(row + 2 * startRow, isWhole, mask); if (sizeof(TColumns) > 1) y2 = s; else x2 = s; }
            if (sizeof(TRows) > 3) { s = Last(row + 3 * startRow, isWhole, mask); if (sizeof(TColumns) > 1) y3 = s; else x3 = s; }
            if (sizeof(TRows) > 4) { s = Last(row + 4 * startRow, isWhole, mask); if (sizeof(TColumns) > 1) y4 = s; else x4 = s; }
            if (sizeof(TRows) > 5) { s = Last(row + 5 * startRow, isWhole, mask); if (sizeof(TColumns) > 1) y5 = s; else x5 = s; }
            if (sizeof(TRows) > 6) { s = Last(row + 6 * startRow, isWhole, mask); if (sizeof(TColumns) > 1) y6 = s; else x6 = s; }
            if (sizeof(TRows) > 7) { s = Last(row + 7 * startRow, isWhole, mask); if (sizeof(TColumns) > 1) y7 = s; else x7 = s; }
        }
        T* a4 = a + 4 * aRow;
        for (int k = operands->K; k > 0; k--, a += aStep, a4 += aStep, b += bRow)
        {
            TVector b0 = sizeof(TColumns) > 1 ? TSimd.Load(b) : Last(b, isWhole, mask);
            TVector b1 = sizeof(TColumns) > 1 ? Last(b + lanes, isWhole, mask) : b0;
            s = TSimd.Broadcast(*a);
            x0 = TSimd.MultiplyAdd(s, b0, x0);
            if (sizeof(TColumns) > 1) y0 = TSimd.MultiplyAdd(s, b1, y0);
            if (sizeof(TRows) > 1) { s = TSimd.Broadcast(a[aRow]); x1 = TSimd.MultiplyAdd(s, b0, x1); }
            if (sizeof(TRows) > 1 && sizeof(TColumns) > 1) y1 = TSimd.MultiplyAdd(s, b1, y1);
            if (sizeof(TRows) > 2) { s = TSimd.Broadcast(a[2 * aRow]); x2 = TSimd.MultiplyAdd(s, b0, x2); }
            if (sizeof(TRows) > 2 && sizeof(TColumns) > 1) y2 = TSimd.MultiplyAdd(s, b1, y2);
            if (sizeof(TRows) > 3) { s = TSimd.Broadcast(a[3 * aRow]); x3 = TSimd.MultiplyAdd(s, b0, x3); }
            if (sizeof(TRows) > 3 && sizeof(TColumns) > 1) y3 = TSimd.MultiplyAdd(s, b1, y3);
            if (sizeof(TRows) > 4) { s = TSimd.Broadcast(*a4); x4 = TSimd.MultiplyAdd(s, b0, x4); }
            if (sizeof(TRows) > 4 && sizeof(TColumns) > 1) y4 = TSimd.MultiplyAdd(s, b1, y4);
            if (sizeof(TRows) > 5) { s = TSimd.Broadcast(a4[aRow]); x5 = TSimd.MultiplyAdd(s, b0, x5); }
            if (sizeof(TRows) > 5 && sizeof(TColumns) > 1) y5 = TSimd.MultiplyAdd(s, b1, y5);
            if (sizeof(TRows) > 6) { s = TSimd.Broadcast(a4[2 * aRow]); x6 = TSimd.MultiplyAdd(s, b0, x6); }
            if (sizeof(TRows) > 6 && sizeof(TColumns) > 1) y6 = TSimd.MultiplyAdd(s, b1, y6);
            if (sizeof(TRows) > 7) { s = TSimd.Broadcast(a4[3 * aRow]); x7 = TSimd.MultiplyAdd(s, b0, x7); }
            if (sizeof(TRows) > 7 && sizeof(TColumns) > 1) y7 = TSimd.MultiplyAdd(s, b1, y7);
        }
        if (sizeof(TColumns) > 1)
        {
            TSimd.Store(x0, c);
            if (sizeof(TRows) > 1) TSimd.Store(x1, c + cRow);
            if (sizeof(TRows) > 2) TSimd.Store(x2, c + 2 * cRow);
            if (sizeof(TRows) > 3) TSimd.Store(x3, c + 3 * cRow);
            if (sizeof(TRows) > 4) TSimd.Store(x4, c + 4 * cRow);
            if (sizeof(TRows) > 5) TSimd.Store(x5, c + 5 * cRow);
            if (sizeof(TRows) > 6) TSimd.Store(x6, c + 6 * cRow);
            if (sizeof(TRows) > 7) TSimd.Store(x7, c + 7 * cRow);
            c += lanes;
        }
        if (isWhole || (sizeof(TRows) == 1 && operands->HasRoom))
        {
            TSimd.Store(sizeof(TColumns) > 1 ? y0 : x0, c);
            if (sizeof(TRows) > 1) TSimd.Store(sizeof(TColumns) > 1 ? y1 : x1, c + cRow);
            if (sizeof(TRows) > 2) TSimd.Store(sizeof(TColumns) > 1 ? y2 : x2, c + 2 * cRow);
            if (sizeof(TRows) > 3) TSimd.Store(sizeof(TColumns) > 1 ? y3 : x3, c + 3 * cRow);
            if (sizeof(TRows) > 4) TSimd.Store(sizeof(TColumns) > 1 ? y4 : x4, c + 4 * cRow);
            if (sizeof(TRows) > 5) TSimd.Store(sizeof(TColumns) > 1 ? y5 : x5, c + 5 * cRow);
            if (sizeof(TRows) > 6) TSimd.Store(sizeof(TColumns) > 1 ? y6 : x6, c + 6 * cRow);
            if (sizeof(TRows) > 7) TSimd.Store(sizeof(TColumns) > 1 ? y7 : x7, c + 7 * cRow);
            return;
        }
        TSimd.StoreFirst(sizeof(TColumns) > 1 ? y0 : x0, c, last);
        if (sizeof(TRows) > 1) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y1 : x1, c + cRow, last);
        if (sizeof(TRows) > 2) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y2 : x2, c + 2 * cRow, last);
        if (sizeof(TRows) > 3) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y3 : x3, c + 3 * cRow, last);
        if (sizeof(TRows) > 4) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y4 : x4, c + 4 * cRow, last);
        if (sizeof(TRows) > 5) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y5 : x5, c + 5 * cRow, last);
        if (sizeof(TRows) > 6) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y6 : x6, c + 6 * cRow, last);
        if (sizeof(TRows) > 7) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y7 : x7, c + 7 * cRow, last);
    }

    [MethodImpl(AggressiveInlining)]
    private static TVector Last(T* source, bool isWhole, TVector mask) => isWhole ? TSimd.Load(source) : TSimd.LoadMasked(source, mask);
}
