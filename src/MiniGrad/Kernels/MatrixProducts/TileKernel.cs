namespace MiniGrad.Kernels;

/// <summary>The innermost loop: a tile of C, up to 14 rows high and one or two vectors wide, whose sums stay in registers while the inner
/// dimension runs; with 2 bytes in <typeparamref name="TCopies"/>, it copies the panel of B while it reads it; with 2 bytes in
/// <typeparamref name="TOrder"/>, A's columns are contiguous, else its rows.</summary>
/// <remarks>One source for every height and width: <c>TRows</c> and <c>TColumns</c> are types of as many bytes as the tile has rows and
/// vectors. The compiler settles comparisons of <c>sizeof</c> before it reads the code behind them, so a kernel is compiled as if written
/// for its size. Sums are locals of their own, for only then do they stay in registers; 14 × 2 sums, 2 vectors of B and 1 element of A take
/// 31 of 32. All else is kept out of the loop: a core that runs another thread too begins three instructions a cycle, of which two should
/// be multiplications.</remarks>
internal static unsafe class TileKernel<TVector, T, TSimd, TRows, TColumns, TCopies, TOrder>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
    where TRows : unmanaged where TColumns : unmanaged where TCopies : unmanaged where TOrder : unmanaged
{
    /// <summary>Computes one tile. Its sums start from whole vectors, <see cref="Tile{T}.StartRow"/> apart.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Run(T* a, T* b, T* c, T* start, Tile<T>* tile)
    {
        int lanes = TSimd.Lanes;
        byte* row = (byte*)start;
        nint startRow = tile->StartRow;
        TVector x0 = default, y0 = default;
        TVector x1 = default, y1 = default;
        TVector x2 = default, y2 = default;
        TVector x3 = default, y3 = default;
        TVector x4 = default, y4 = default;
        TVector x5 = default, y5 = default;
        TVector x6 = default, y6 = default;
        TVector x7 = default, y7 = default;
        TVector x8 = default, y8 = default;
        TVector x9 = default, y9 = default;
        TVector x10 = default, y10 = default;
        TVector x11 = default, y11 = default;
        TVector x12 = default, y12 = default;
        TVector x13 = default, y13 = default;
        if (row is not null)
        {
            if (sizeof(TRows) > 0) x0 = TSimd.Load((T*)(row + 0 * startRow));
            if (sizeof(TRows) > 0 && sizeof(TColumns) > 1) y0 = TSimd.Load((T*)(row + 0 * startRow) + lanes);
            if (sizeof(TRows) > 1) x1 = TSimd.Load((T*)(row + 1 * startRow));
            if (sizeof(TRows) > 1 && sizeof(TColumns) > 1) y1 = TSimd.Load((T*)(row + 1 * startRow) + lanes);
            if (sizeof(TRows) > 2) x2 = TSimd.Load((T*)(row + 2 * startRow));
            if (sizeof(TRows) > 2 && sizeof(TColumns) > 1) y2 = TSimd.Load((T*)(row + 2 * startRow) + lanes);
            if (sizeof(TRows) > 3) x3 = TSimd.Load((T*)(row + 3 * startRow));
            if (sizeof(TRows) > 3 && sizeof(TColumns) > 1) y3 = TSimd.Load((T*)(row + 3 * startRow) + lanes);
            if (sizeof(TRows) > 4) x4 = TSimd.Load((T*)(row + 4 * startRow));
            if (sizeof(TRows) > 4 && sizeof(TColumns) > 1) y4 = TSimd.Load((T*)(row + 4 * startRow) + lanes);
            if (sizeof(TRows) > 5) x5 = TSimd.Load((T*)(row + 5 * startRow));
            if (sizeof(TRows) > 5 && sizeof(TColumns) > 1) y5 = TSimd.Load((T*)(row + 5 * startRow) + lanes);
            if (sizeof(TRows) > 6) x6 = TSimd.Load((T*)(row + 6 * startRow));
            if (sizeof(TRows) > 6 && sizeof(TColumns) > 1) y6 = TSimd.Load((T*)(row + 6 * startRow) + lanes);
            if (sizeof(TRows) > 7) x7 = TSimd.Load((T*)(row + 7 * startRow));
            if (sizeof(TRows) > 7 && sizeof(TColumns) > 1) y7 = TSimd.Load((T*)(row + 7 * startRow) + lanes);
            if (sizeof(TRows) > 8) x8 = TSimd.Load((T*)(row + 8 * startRow));
            if (sizeof(TRows) > 8 && sizeof(TColumns) > 1) y8 = TSimd.Load((T*)(row + 8 * startRow) + lanes);
            if (sizeof(TRows) > 9) x9 = TSimd.Load((T*)(row + 9 * startRow));
            if (sizeof(TRows) > 9 && sizeof(TColumns) > 1) y9 = TSimd.Load((T*)(row + 9 * startRow) + lanes);
            if (sizeof(TRows) > 10) x10 = TSimd.Load((T*)(row + 10 * startRow));
            if (sizeof(TRows) > 10 && sizeof(TColumns) > 1) y10 = TSimd.Load((T*)(row + 10 * startRow) + lanes);
            if (sizeof(TRows) > 11) x11 = TSimd.Load((T*)(row + 11 * startRow));
            if (sizeof(TRows) > 11 && sizeof(TColumns) > 1) y11 = TSimd.Load((T*)(row + 11 * startRow) + lanes);
            if (sizeof(TRows) > 12) x12 = TSimd.Load((T*)(row + 12 * startRow));
            if (sizeof(TRows) > 12 && sizeof(TColumns) > 1) y12 = TSimd.Load((T*)(row + 12 * startRow) + lanes);
            if (sizeof(TRows) > 13) x13 = TSimd.Load((T*)(row + 13 * startRow));
            if (sizeof(TRows) > 13 && sizeof(TColumns) > 1) y13 = TSimd.Load((T*)(row + 13 * startRow) + lanes);
        }

        nint aRow = tile->ARow, aRows = 2 * aRow, aStep = tile->AStep, bStep = tile->BStep;
        nint depth = tile->Depth, tailDepth = tile->TailDepth;
        nint ahead = tile->Ahead, cRow = tile->CRow, nextStep = tile->NextStep, fetches = tile->Fetches;
        nint rest = Math.Max(0, depth - tile->NextRows);
        byte* next = (byte*)tile->Next;
        T* copy = tile->Copy;
        depth -= rest;
        byte* a0 = (byte*)a, a3 = a0 + 3 * aRow, a6 = a3 + 3 * aRow, a9 = a6 + 3 * aRow, a12 = a9 + 3 * aRow, right = (byte*)b;
        if (nextStep == 0) Fetch(next);
        while (true)
        {
            // Two rows of B at a time, as the processor starts only so many instructions a cycle, and what moves on counts among them.
            while (depth > 0)
            {
                if (ahead != 0)
                {
                    Fetch(right + ahead);
                    Fetch(right + ahead + bStep);
                }
                if (nextStep != 0)
                {
                    Fetch(next);
                    Fetch(next + nextStep);
                    next += 2 * nextStep;
                }
                TVector b0 = TSimd.Load((T*)right), b1 = default, s = default;
                if (sizeof(TColumns) > 1) b1 = TSimd.Load((T*)right + lanes);
                if (sizeof(TCopies) > 1)
                {
                    TSimd.Store(b0, copy);
                    if (sizeof(TColumns) > 1) TSimd.Store(b1, copy + lanes);
                    copy += sizeof(TColumns) * lanes;
                }
                right += bStep;
                if (sizeof(TRows) > 0) { s = Element(a0, 0, a0); x0 = TSimd.MultiplyAdd(s, b0, x0); }
                if (sizeof(TRows) > 0 && sizeof(TColumns) > 1) y0 = TSimd.MultiplyAdd(s, b1, y0);
                if (sizeof(TRows) > 1) { s = Element(a0, 1, a0 + aRow); x1 = TSimd.MultiplyAdd(s, b0, x1); }
                if (sizeof(TRows) > 1 && sizeof(TColumns) > 1) y1 = TSimd.MultiplyAdd(s, b1, y1);
                if (sizeof(TRows) > 2) { s = Element(a0, 2, a0 + aRows); x2 = TSimd.MultiplyAdd(s, b0, x2); }
                if (sizeof(TRows) > 2 && sizeof(TColumns) > 1) y2 = TSimd.MultiplyAdd(s, b1, y2);
                if (sizeof(TRows) > 3) { s = Element(a0, 3, a3); x3 = TSimd.MultiplyAdd(s, b0, x3); }
                if (sizeof(TRows) > 3 && sizeof(TColumns) > 1) y3 = TSimd.MultiplyAdd(s, b1, y3);
                if (sizeof(TRows) > 4) { s = Element(a0, 4, a3 + aRow); x4 = TSimd.MultiplyAdd(s, b0, x4); }
                if (sizeof(TRows) > 4 && sizeof(TColumns) > 1) y4 = TSimd.MultiplyAdd(s, b1, y4);
                if (sizeof(TRows) > 5) { s = Element(a0, 5, a3 + aRows); x5 = TSimd.MultiplyAdd(s, b0, x5); }
                if (sizeof(TRows) > 5 && sizeof(TColumns) > 1) y5 = TSimd.MultiplyAdd(s, b1, y5);
                if (sizeof(TRows) > 6) { s = Element(a0, 6, a6); x6 = TSimd.MultiplyAdd(s, b0, x6); }
                if (sizeof(TRows) > 6 && sizeof(TColumns) > 1) y6 = TSimd.MultiplyAdd(s, b1, y6);
                if (sizeof(TRows) > 7) { s = Element(a0, 7, a6 + aRow); x7 = TSimd.MultiplyAdd(s, b0, x7); }
                if (sizeof(TRows) > 7 && sizeof(TColumns) > 1) y7 = TSimd.MultiplyAdd(s, b1, y7);
                if (sizeof(TRows) > 8) { s = Element(a0, 8, a6 + aRows); x8 = TSimd.MultiplyAdd(s, b0, x8); }
                if (sizeof(TRows) > 8 && sizeof(TColumns) > 1) y8 = TSimd.MultiplyAdd(s, b1, y8);
                if (sizeof(TRows) > 9) { s = Element(a0, 9, a9); x9 = TSimd.MultiplyAdd(s, b0, x9); }
                if (sizeof(TRows) > 9 && sizeof(TColumns) > 1) y9 = TSimd.MultiplyAdd(s, b1, y9);
                if (sizeof(TRows) > 10) { s = Element(a0, 10, a9 + aRow); x10 = TSimd.MultiplyAdd(s, b0, x10); }
                if (sizeof(TRows) > 10 && sizeof(TColumns) > 1) y10 = TSimd.MultiplyAdd(s, b1, y10);
                if (sizeof(TRows) > 11) { s = Element(a0, 11, a9 + aRows); x11 = TSimd.MultiplyAdd(s, b0, x11); }
                if (sizeof(TRows) > 11 && sizeof(TColumns) > 1) y11 = TSimd.MultiplyAdd(s, b1, y11);
                if (sizeof(TRows) > 12) { s = Element(a0, 12, a12); x12 = TSimd.MultiplyAdd(s, b0, x12); }
                if (sizeof(TRows) > 12 && sizeof(TColumns) > 1) y12 = TSimd.MultiplyAdd(s, b1, y12);
                if (sizeof(TRows) > 13) { s = Element(a0, 13, a12 + aRow); x13 = TSimd.MultiplyAdd(s, b0, x13); }
                if (sizeof(TRows) > 13 && sizeof(TColumns) > 1) y13 = TSimd.MultiplyAdd(s, b1, y13);
                byte* a1 = a0 + aStep;
                if (depth == 1)
                {
                    a0 += sizeof(TOrder) > 1 ? aStep : sizeof(T);
                    if (sizeof(TOrder) == 1 && sizeof(TRows) > 3) a3 += sizeof(T);
                    if (sizeof(TOrder) == 1 && sizeof(TRows) > 6) a6 += sizeof(T);
                    if (sizeof(TOrder) == 1 && sizeof(TRows) > 9) a9 += sizeof(T);
                    if (sizeof(TOrder) == 1 && sizeof(TRows) > 12) a12 += sizeof(T);
                    depth = 0;
                    break;
                }
                b0 = TSimd.Load((T*)right);
                if (sizeof(TColumns) > 1) b1 = TSimd.Load((T*)right + lanes);
                if (sizeof(TCopies) > 1)
                {
                    TSimd.Store(b0, copy);
                    if (sizeof(TColumns) > 1) TSimd.Store(b1, copy + lanes);
                    copy += sizeof(TColumns) * lanes;
                }
                right += bStep;
                if (sizeof(TRows) > 0) { s = Element(a1, 0, a0 + sizeof(T)); x0 = TSimd.MultiplyAdd(s, b0, x0); }
                if (sizeof(TRows) > 0 && sizeof(TColumns) > 1) y0 = TSimd.MultiplyAdd(s, b1, y0);
                if (sizeof(TRows) > 1) { s = Element(a1, 1, a0 + aRow + sizeof(T)); x1 = TSimd.MultiplyAdd(s, b0, x1); }
                if (sizeof(TRows) > 1 && sizeof(TColumns) > 1) y1 = TSimd.MultiplyAdd(s, b1, y1);
                if (sizeof(TRows) > 2) { s = Element(a1, 2, a0 + aRows + sizeof(T)); x2 = TSimd.MultiplyAdd(s, b0, x2); }
                if (sizeof(TRows) > 2 && sizeof(TColumns) > 1) y2 = TSimd.MultiplyAdd(s, b1, y2);
                if (sizeof(TRows) > 3) { s = Element(a1, 3, a3 + sizeof(T)); x3 = TSimd.MultiplyAdd(s, b0, x3); }
                if (sizeof(TRows) > 3 && sizeof(TColumns) > 1) y3 = TSimd.MultiplyAdd(s, b1, y3);
                if (sizeof(TRows) > 4) { s = Element(a1, 4, a3 + aRow + sizeof(T)); x4 = TSimd.MultiplyAdd(s, b0, x4); }
                if (sizeof(TRows) > 4 && sizeof(TColumns) > 1) y4 = TSimd.MultiplyAdd(s, b1, y4);
                if (sizeof(TRows) > 5) { s = Element(a1, 5, a3 + aRows + sizeof(T)); x5 = TSimd.MultiplyAdd(s, b0, x5); }
                if (sizeof(TRows) > 5 && sizeof(TColumns) > 1) y5 = TSimd.MultiplyAdd(s, b1, y5);
                if (sizeof(TRows) > 6) { s = Element(a1, 6, a6 + sizeof(T)); x6 = TSimd.MultiplyAdd(s, b0, x6); }
                if (sizeof(TRows) > 6 && sizeof(TColumns) > 1) y6 = TSimd.MultiplyAdd(s, b1, y6);
                if (sizeof(TRows) > 7) { s = Element(a1, 7, a6 + aRow + sizeof(T)); x7 = TSimd.MultiplyAdd(s, b0, x7); }
                if (sizeof(TRows) > 7 && sizeof(TColumns) > 1) y7 = TSimd.MultiplyAdd(s, b1, y7);
                if (sizeof(TRows) > 8) { s = Element(a1, 8, a6 + aRows + sizeof(T)); x8 = TSimd.MultiplyAdd(s, b0, x8); }
                if (sizeof(TRows) > 8 && sizeof(TColumns) > 1) y8 = TSimd.MultiplyAdd(s, b1, y8);
                if (sizeof(TRows) > 9) { s = Element(a1, 9, a9 + sizeof(T)); x9 = TSimd.MultiplyAdd(s, b0, x9); }
                if (sizeof(TRows) > 9 && sizeof(TColumns) > 1) y9 = TSimd.MultiplyAdd(s, b1, y9);
                if (sizeof(TRows) > 10) { s = Element(a1, 10, a9 + aRow + sizeof(T)); x10 = TSimd.MultiplyAdd(s, b0, x10); }
                if (sizeof(TRows) > 10 && sizeof(TColumns) > 1) y10 = TSimd.MultiplyAdd(s, b1, y10);
                if (sizeof(TRows) > 11) { s = Element(a1, 11, a9 + aRows + sizeof(T)); x11 = TSimd.MultiplyAdd(s, b0, x11); }
                if (sizeof(TRows) > 11 && sizeof(TColumns) > 1) y11 = TSimd.MultiplyAdd(s, b1, y11);
                if (sizeof(TRows) > 12) { s = Element(a1, 12, a12 + sizeof(T)); x12 = TSimd.MultiplyAdd(s, b0, x12); }
                if (sizeof(TRows) > 12 && sizeof(TColumns) > 1) y12 = TSimd.MultiplyAdd(s, b1, y12);
                if (sizeof(TRows) > 13) { s = Element(a1, 13, a12 + aRow + sizeof(T)); x13 = TSimd.MultiplyAdd(s, b0, x13); }
                if (sizeof(TRows) > 13 && sizeof(TColumns) > 1) y13 = TSimd.MultiplyAdd(s, b1, y13);
                a0 = sizeof(TOrder) > 1 ? a1 + aStep : a0 + 2 * sizeof(T);
                if (sizeof(TOrder) == 1 && sizeof(TRows) > 3) a3 += 2 * sizeof(T);
                if (sizeof(TOrder) == 1 && sizeof(TRows) > 6) a6 += 2 * sizeof(T);
                if (sizeof(TOrder) == 1 && sizeof(TRows) > 9) a9 += 2 * sizeof(T);
                if (sizeof(TOrder) == 1 && sizeof(TRows) > 12) a12 += 2 * sizeof(T);
                depth -= 2;
            }
            if (rest > 0)
            {
                nextStep = 0;
                depth = --fetches > 0 ? Math.Min(rest, tile->FetchRows) : rest;
                if (fetches > 0)
                {
                    next = tile->NextFetch(next, fetches);
                    Fetch(next);
                }
                rest -= depth;
                continue;
            }
            if (tailDepth == 0) break;
            depth = tailDepth;
            tailDepth = 0;
            right = (byte*)tile->Tail;
            bStep = sizeof(TColumns) * lanes * sizeof(T);
        }

        if (tile->Rectify)
        {
            if (sizeof(TRows) > 0) { x0 = TSimd.Rectify(x0); if (sizeof(TColumns) > 1) y0 = TSimd.Rectify(y0); }
            if (sizeof(TRows) > 1) { x1 = TSimd.Rectify(x1); if (sizeof(TColumns) > 1) y1 = TSimd.Rectify(y1); }
            if (sizeof(TRows) > 2) { x2 = TSimd.Rectify(x2); if (sizeof(TColumns) > 1) y2 = TSimd.Rectify(y2); }
            if (sizeof(TRows) > 3) { x3 = TSimd.Rectify(x3); if (sizeof(TColumns) > 1) y3 = TSimd.Rectify(y3); }
            if (sizeof(TRows) > 4) { x4 = TSimd.Rectify(x4); if (sizeof(TColumns) > 1) y4 = TSimd.Rectify(y4); }
            if (sizeof(TRows) > 5) { x5 = TSimd.Rectify(x5); if (sizeof(TColumns) > 1) y5 = TSimd.Rectify(y5); }
            if (sizeof(TRows) > 6) { x6 = TSimd.Rectify(x6); if (sizeof(TColumns) > 1) y6 = TSimd.Rectify(y6); }
            if (sizeof(TRows) > 7) { x7 = TSimd.Rectify(x7); if (sizeof(TColumns) > 1) y7 = TSimd.Rectify(y7); }
            if (sizeof(TRows) > 8) { x8 = TSimd.Rectify(x8); if (sizeof(TColumns) > 1) y8 = TSimd.Rectify(y8); }
            if (sizeof(TRows) > 9) { x9 = TSimd.Rectify(x9); if (sizeof(TColumns) > 1) y9 = TSimd.Rectify(y9); }
            if (sizeof(TRows) > 10) { x10 = TSimd.Rectify(x10); if (sizeof(TColumns) > 1) y10 = TSimd.Rectify(y10); }
            if (sizeof(TRows) > 11) { x11 = TSimd.Rectify(x11); if (sizeof(TColumns) > 1) y11 = TSimd.Rectify(y11); }
            if (sizeof(TRows) > 12) { x12 = TSimd.Rectify(x12); if (sizeof(TColumns) > 1) y12 = TSimd.Rectify(y12); }
            if (sizeof(TRows) > 13) { x13 = TSimd.Rectify(x13); if (sizeof(TColumns) > 1) y13 = TSimd.Rectify(y13); }
        }

        row = (byte*)c;
        if (sizeof(TColumns) > 1)
        {
            if (sizeof(TRows) > 0) TSimd.Store(x0, (T*)(row + 0 * cRow));
            if (sizeof(TRows) > 1) TSimd.Store(x1, (T*)(row + 1 * cRow));
            if (sizeof(TRows) > 2) TSimd.Store(x2, (T*)(row + 2 * cRow));
            if (sizeof(TRows) > 3) TSimd.Store(x3, (T*)(row + 3 * cRow));
            if (sizeof(TRows) > 4) TSimd.Store(x4, (T*)(row + 4 * cRow));
            if (sizeof(TRows) > 5) TSimd.Store(x5, (T*)(row + 5 * cRow));
            if (sizeof(TRows) > 6) TSimd.Store(x6, (T*)(row + 6 * cRow));
            if (sizeof(TRows) > 7) TSimd.Store(x7, (T*)(row + 7 * cRow));
            if (sizeof(TRows) > 8) TSimd.Store(x8, (T*)(row + 8 * cRow));
            if (sizeof(TRows) > 9) TSimd.Store(x9, (T*)(row + 9 * cRow));
            if (sizeof(TRows) > 10) TSimd.Store(x10, (T*)(row + 10 * cRow));
            if (sizeof(TRows) > 11) TSimd.Store(x11, (T*)(row + 11 * cRow));
            if (sizeof(TRows) > 12) TSimd.Store(x12, (T*)(row + 12 * cRow));
            if (sizeof(TRows) > 13) TSimd.Store(x13, (T*)(row + 13 * cRow));
            row += lanes * sizeof(T);
        }
        int last = tile->LastLanes;
        if (last == lanes)
        {
            if (sizeof(TRows) > 0) TSimd.Store(sizeof(TColumns) > 1 ? y0 : x0, (T*)(row + 0 * cRow));
            if (sizeof(TRows) > 1) TSimd.Store(sizeof(TColumns) > 1 ? y1 : x1, (T*)(row + 1 * cRow));
            if (sizeof(TRows) > 2) TSimd.Store(sizeof(TColumns) > 1 ? y2 : x2, (T*)(row + 2 * cRow));
            if (sizeof(TRows) > 3) TSimd.Store(sizeof(TColumns) > 1 ? y3 : x3, (T*)(row + 3 * cRow));
            if (sizeof(TRows) > 4) TSimd.Store(sizeof(TColumns) > 1 ? y4 : x4, (T*)(row + 4 * cRow));
            if (sizeof(TRows) > 5) TSimd.Store(sizeof(TColumns) > 1 ? y5 : x5, (T*)(row + 5 * cRow));
            if (sizeof(TRows) > 6) TSimd.Store(sizeof(TColumns) > 1 ? y6 : x6, (T*)(row + 6 * cRow));
            if (sizeof(TRows) > 7) TSimd.Store(sizeof(TColumns) > 1 ? y7 : x7, (T*)(row + 7 * cRow));
            if (sizeof(TRows) > 8) TSimd.Store(sizeof(TColumns) > 1 ? y8 : x8, (T*)(row + 8 * cRow));
            if (sizeof(TRows) > 9) TSimd.Store(sizeof(TColumns) > 1 ? y9 : x9, (T*)(row + 9 * cRow));
            if (sizeof(TRows) > 10) TSimd.Store(sizeof(TColumns) > 1 ? y10 : x10, (T*)(row + 10 * cRow));
            if (sizeof(TRows) > 11) TSimd.Store(sizeof(TColumns) > 1 ? y11 : x11, (T*)(row + 11 * cRow));
            if (sizeof(TRows) > 12) TSimd.Store(sizeof(TColumns) > 1 ? y12 : x12, (T*)(row + 12 * cRow));
            if (sizeof(TRows) > 13) TSimd.Store(sizeof(TColumns) > 1 ? y13 : x13, (T*)(row + 13 * cRow));
            return;
        }
        if (sizeof(TRows) > 0) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y0 : x0, (T*)(row + 0 * cRow), last);
        if (sizeof(TRows) > 1) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y1 : x1, (T*)(row + 1 * cRow), last);
        if (sizeof(TRows) > 2) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y2 : x2, (T*)(row + 2 * cRow), last);
        if (sizeof(TRows) > 3) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y3 : x3, (T*)(row + 3 * cRow), last);
        if (sizeof(TRows) > 4) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y4 : x4, (T*)(row + 4 * cRow), last);
        if (sizeof(TRows) > 5) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y5 : x5, (T*)(row + 5 * cRow), last);
        if (sizeof(TRows) > 6) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y6 : x6, (T*)(row + 6 * cRow), last);
        if (sizeof(TRows) > 7) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y7 : x7, (T*)(row + 7 * cRow), last);
        if (sizeof(TRows) > 8) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y8 : x8, (T*)(row + 8 * cRow), last);
        if (sizeof(TRows) > 9) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y9 : x9, (T*)(row + 9 * cRow), last);
        if (sizeof(TRows) > 10) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y10 : x10, (T*)(row + 10 * cRow), last);
        if (sizeof(TRows) > 11) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y11 : x11, (T*)(row + 11 * cRow), last);
        if (sizeof(TRows) > 12) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y12 : x12, (T*)(row + 12 * cRow), last);
        if (sizeof(TRows) > 13) TSimd.StoreFirst(sizeof(TColumns) > 1 ? y13 : x13, (T*)(row + 13 * cRow), last);
    }

    /// <summary>An element of A from its place: so many behind the column's first, or in a row.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector Element(byte* column, int row, byte* inRow) =>
        TSimd.Broadcast(*(T*)(sizeof(TOrder) > 1 ? column + row * sizeof(T) : inRow));

    [MethodImpl(AggressiveInlining)]
    private static void Fetch(byte* next)
    {
        Memory.Prefetch(next + 63);
        if (sizeof(TColumns) > 1) Memory.Prefetch(next + 127);
    }
}
