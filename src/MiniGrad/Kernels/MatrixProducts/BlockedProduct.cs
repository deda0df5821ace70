namespace MiniGrad.Kernels;

/// <summary>A rectangle of a product, panel by panel of columns, reading A and B in place or from copies in the order of reading.</summary>
internal static unsafe class BlockedProduct<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    /// <summary>The number of tiles below each other from which the next panel of B is fetched while they are computed.</summary>
    private const int FetchingTiles = 8;

    /// <summary>The part of A to work on at a time, so that it stays in the second cache while the panels pass.</summary>
    private const int BytesOfA = 1 << 20;

    // Copies of more columns than fill this are made a part of the columns at a time; the memory stays with the thread.
    private const long MaxBytesOfB = 64 << 20;

    /// <summary>The number of vectors of each row to finish at once: enough to be worth a call, few enough to be still near.</summary>
    private const int FinishVectors = 8;

    [MethodImpl(AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Compute<TFinish>(ref Product<T> product, Area area, Packing packing, TFinish finish)
        where TFinish : unmanaged, IFinish<T>
    {
        int lanes = TSimd.Lanes, rowBlock = RowsOfA(area.Rows, packing.Depth, packing.CopiesA);
        bool manyBlocks = rowBlock < area.Rows;
        int maxColumns = (int)Math.Clamp(MaxBytesOfB / ((long)packing.Depth * sizeof(T)), 2 * lanes, 1 << 30) / (2 * lanes) * 2 * lanes;
        if (manyBlocks && packing.B != CopyTime.Never && area.Columns > maxColumns)
        {
            for (int done = 0; done < area.Columns; done += maxColumns)
            {
                Area part = new(area.Row, area.Rows, area.Column + done, Math.Min(maxColumns, area.Columns - done));
                Compute(ref product, part, packing, finish);
            }
            return;
        }
        T* edge = stackalloc T[Panels<TVector, T, TSimd>.EdgeLength], tail = stackalloc T[Panels<TVector, T, TSimd>.TailLength];
        // With many blocks of rows the copies of all panels are kept for the next block, else one panel's at a time.
        long bLength = packing.B == CopyTime.Never ? 0 :
            (long)packing.Depth * (manyBlocks ? (area.Columns + lanes - 1) / lanes : 2) * lanes;
        long aLength = packing.CopiesA ? (long)rowBlock * packing.Depth : 0;
        T* copyB = bLength + aLength > 0 ? (T*)Workspace.Rent((bLength + aLength) * sizeof(T)) : null, copyA = copyB + bLength;
        bool fetches = packing.B != CopyTime.Never && product.BColumn == 1 && rowBlock >= FetchingTiles * TSimd.TileRows;
        Tile<T> tile = default;
        tile.CRow = product.CRow * sizeof(T);
        int k = 0;
        do
        {
            int depth = Math.Min(packing.Depth, product.K - k);
            bool add = k > 0 || product.Accumulate, last = k + depth == product.K;
            tile.AddsPart = k > 0 && product.K > SmallProducts.MaxDepthOfOnePart;
            tile.Rectify = last && typeof(TFinish) == typeof(RectifyFinish<T>);
            for (int i = 0; i < area.Rows; i += rowBlock)
            {
                int rows = Math.Min(rowBlock, area.Rows - i), vectors, unfinished = 0;
                T* left = product.A + (area.Row + i) * product.ARow + k * product.AStep;
                tile.ARow = product.ARow * sizeof(T);
                tile.AStep = product.AStep * sizeof(T);
                if (packing.CopiesA)
                {
                    Packing.CopyA<TVector, T, TSimd>(left, product.ARow, product.AStep, rows, depth, copyA, TSimd.TileRows);
                    left = copyA;
                    tile.ARow = sizeof(T);
                }
                for (int j = 0; j < area.Columns; j += vectors * lanes)
                {
                    vectors = Panels<TVector, T, TSimd>.Vectors(area.Columns - j);
                    int width = vectors * lanes, columns = Math.Min(width, area.Columns - j), column = area.Column + j;
                    T* right = product.B + column * product.BColumn + k * product.BStep;
                    T* c = product.C + (area.Row + i) * product.CRow + column;
                    T* panel = manyBlocks ? copyB + (long)j * depth : copyB;
                    tile.LastLanes = columns - (vectors - 1) * lanes;
                    tile.NextPanel = c + columns;
                    if (fetches && i == 0 && j + columns < area.Columns) FetchLater(&tile, right + columns, product.BStep, depth, rows);
                    else tile.LaterFetches = 0;
                    if (packing.B == CopyTime.Before && i == 0)
                        Packing.CopyB<TVector, T, TSimd>(right, product.BStep, product.BColumn, depth, columns, panel, width);
                    if (packing.B == CopyTime.Before || (packing.B == CopyTime.WhileReading && i > 0))
                    {
                        tile.ReadCopy(depth, width);
                        right = panel;
                    }
                    else
                    {
                        Panels<TVector, T, TSimd>.Read(&tile, right, product.BStep, depth, column, product.N, width, tail);
                        if (packing.B == CopyTime.WhileReading) tile.Copy = panel;
                    }
                    T* start = add ? c : product.Bias is null ? null : BiasOf(product.Bias + column, columns, width, edge);
                    Panels<TVector, T, TSimd>.Compute(&tile, left, packing.CopiesA ? depth : 0, right, c, start, rows, vectors, edge);
                    if (!last || typeof(TFinish) == typeof(NoFinish<T>) || typeof(TFinish) == typeof(RectifyFinish<T>)) continue;
                    unfinished += columns;
                    if (unfinished < FinishVectors * lanes && j + columns < area.Columns) continue;
                    T* run = c + columns - unfinished;
                    for (int row = 0; row < rows; row++, run += product.CRow)
                        finish.Apply(run, area.Row + i + row, column + columns - unfinished, unfinished);
                    unfinished = 0;
                }
            }
            k += depth;
        }
        while (k < product.K);
    }

    /// <summary>Has each tile of a panel fetch its share of B's next panel, as memory delivers only so many lines at a time.</summary>
    private static void FetchLater(Tile<T>* tile, T* nextPanel, nint step, int depth, int rows)
    {
        int parts = Panels<TVector, T, TSimd>.Parts(rows);
        tile->Later = nextPanel;
        tile->LaterFetches = (depth + parts - 1) / parts;
        tile->LaterJump = step * sizeof(T);
        tile->LaterTile = tile->LaterFetches * tile->LaterJump;
    }

    /// <summary>The rows of A to work on at a time: all, or equal parts of whole tiles, about as many as the cache should hold.</summary>
    private static int RowsOfA(int rows, int depth, bool copies)
    {
        int tiles = Math.Max(4, BytesOfA / (depth * sizeof(T)) / TSimd.TileRows), all = (rows + TSimd.TileRows - 1) / TSimd.TileRows;
        if (all <= tiles + tiles / 2) return rows;
        // A copy that is cut may as well leave room for a panel of B.
        if (copies) tiles = Math.Max(4, tiles / 2);
        int blocks = (all + tiles - 1) / tiles;
        return (all + blocks - 1) / blocks * TSimd.TileRows;
    }

    /// <summary>Whole vectors of bias: in place, or filled up with zeros where fewer elements are left.</summary>
    private static T* BiasOf(T* bias, int columns, int width, T* edge)
    {
        if (columns == width) return bias;
        new ReadOnlySpan<T>(bias, columns).CopyTo(new Span<T>(edge, columns));
        new Span<T>(edge + columns, width - columns).Clear();
        return edge;
    }
}
