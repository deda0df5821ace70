namespace MiniGrad.Kernels;

/// <summary>Computes panels of C, one or two vectors wide, tile below tile.</summary>
internal static unsafe class Panels<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    private const int CacheLine = 64;

    /// <summary>The distance in rows of B at which memory is fetched ahead: about as many rows as pass while memory answers.</summary>
    private const int FetchedRows = 24;

    /// <summary>From this depth on a tile's fetches are spread over it: too many at once hold up the processor's other loads.</summary>
    private const int MinSpreadDepth = 128;

    /// <summary>The most rows of B per fetch: loops of a length that the processor predicts.</summary>
    private const int MaxFetchRows = 24;

    /// <summary>The most elements that <see cref="Read"/> needs for the last rows of B.</summary>
    public static int TailLength => TSimd.Lanes * Math.Max(TSimd.Lanes + 1, 4);

    /// <summary>The most elements of the start of a tile and of the sums of a part.</summary>
    public static int EdgeLength => 2 * TileLength;

    private static int TileLength => TSimd.TileRows * 2 * TSimd.Lanes;

    /// <summary>The vectors of a panel with so many columns left: 1 or 2.</summary>
    public static int Vectors(int columns) => columns > TSimd.Lanes ? 2 : 1;

    /// <summary>Makes the kernels read a panel of B in place. Whole vectors are read even where the panel is narrower: what lies behind is
    /// the beginning of the next row and ends in sums that nobody stores. Only the last rows, where this would leave B, are copied to
    /// <paramref name="tail"/>.</summary>
    public static void Read(Tile<T>* tile, T* b, nint step, int depth, int column, int columns, int width, T* tail)
    {
        tile->BStep = step * sizeof(T);
        tile->Ahead = FetchedRows * tile->BStep;
        tile->Depth = depth;
        tile->TailDepth = 0;
        if (columns - column >= width) return;
        long readable = (long)(depth - 1) * step + columns - column;
        int whole = readable < width ? 0 : (int)((readable - width) / step) + 1, count = Math.Min(width, columns - column);
        tile->Depth = whole;
        tile->TailDepth = depth - whole;
        tile->Tail = tail;
        for (int p = whole; p < depth; p++, tail += width)
        {
            new ReadOnlySpan<T>(b + p * step, count).CopyTo(new Span<T>(tail, count));
            new Span<T>(tail + count, width - count).Clear();
        }
    }

    /// <summary>The number of tiles below each other in a panel of so many rows.</summary>
    public static int Parts(int rows) => (rows + TSimd.TileRows - 1) / TSimd.TileRows;

    /// <summary>Computes the tiles of a panel, of equal height as nearly as can be, so that none is a sliver. Sums start from zeros where
    /// <paramref name="start"/> is null, and are added to C where it is C. Where <paramref name="copiedDepth"/> is not 0, A is a copy of
    /// that depth, tile behind tile.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Compute(Tile<T>* tile, T* a, int copiedDepth, T* b, T* c, T* start, int rows, int vectors, T* edge)
    {
        int parts = Parts(rows), width = vectors * TSimd.Lanes, columns = width - TSimd.Lanes + tile->LastLanes;
        bool add = start == c, whole = columns == width;
        nint depth = tile->Depth + tile->TailDepth, laterFetches = tile->LaterFetches;
        bool spread = depth >= MinSpreadDepth && !tile->FetchesA;
        tile->Fetches = 1 + laterFetches;
        tile->NextStep = tile->FetchesA ? vectors * CacheLine : spread ? 0 : tile->CRow;
        tile->NextJump = tile->CRow;
        tile->StartRow = !add ? 0 : whole ? tile->CRow : width * sizeof(T);
        for (int part = 0; part < parts; part++)
        {
            int height = rows / parts + (part < rows % parts ? 1 : 0);
            nint aTile, cTile = height * tile->CRow;
            if (copiedDepth > 0)
            {
                tile->AStep = height * sizeof(T);
                aTile = copiedDepth * tile->AStep;
            }
            else
            {
                aTile = height * tile->ARow;
            }
            if (tile->FetchesA)
            {
                tile->Next = (T*)((byte*)a + aTile);
                tile->NextRows = aTile / tile->NextStep + 1;
                if (laterFetches > 0) tile->FetchRows = Math.Max(1, (depth - tile->NextRows) / laterFetches);
            }
            else
            {
                tile->Next = part == parts - 1 ? tile->NextPanel : (T*)((byte*)c + cTile);
                tile->NextRows = height;
                if (spread)
                {
                    tile->Fetches = height + laterFetches;
                    tile->NextRows = tile->FetchRows = Math.Clamp(depth / tile->Fetches, 1, MaxFetchRows);
                }
            }
            var kernel = TileKernels<TVector, T, TSimd>.Find(height, vectors, tile->Copy is not null, tile->AStep != sizeof(T));
            T* from = !add ? start : whole ? c : CopyEdge(c, tile->CRow, height, columns, edge, width);
            if (depth <= SmallProducts.MaxDepthOfOnePart && !tile->AddsPart) kernel(a, b, c, from, tile);
            else ComputeParts(kernel, tile, a, b, c, from, height, vectors, edge + TileLength);
            if (tile->Copy is not null)
            {
                b = tile->Copy;
                tile->Copy = null;
                tile->ReadCopy((int)(tile->Depth + tile->TailDepth), width);
            }
            tile->Later = (T*)((byte*)tile->Later + tile->LaterTile);
            a = (T*)((byte*)a + aTile);
            c = (T*)((byte*)c + cTile);
        }
    }

    /// <summary>Computes a tile in parts of the inner dimension: the first to where C is, unless all are to be added to it, the others
    /// apart and then added.</summary>
    [MethodImpl(AggressiveOptimization)]
    [SkipLocalsInit]
    private static void ComputeParts(
        delegate*<T*, T*, T*, T*, Tile<T>*, void> kernel, Tile<T>* tile, T* a, T* b, T* c, T* start, int rows, int vectors, T* sums)
    {
        Tile<T> part = *tile;
        int depth = (int)(tile->Depth + tile->TailDepth), length = Product<T>.PartOf(depth);
        nint width = vectors * TSimd.Lanes;
        for (int done = 0; done < depth; done += length)
        {
            bool isLast = depth - done <= length, addsPart = done > 0 || tile->AddsPart;
            part.Depth = isLast ? tile->Depth - done : length;
            part.TailDepth = isLast ? tile->TailDepth : 0;
            part.Copy = tile->Copy is null ? null : tile->Copy + done * width;
            // A's next tile is fetched all along, other memory at the end.
            part.NextRows = tile->FetchesA ? Math.Max(0, tile->NextRows - done) : 0;
            part.Next = tile->FetchesA ? (T*)((byte*)tile->Next + done * tile->NextStep) : tile->Next;
            part.Fetches = isLast ? tile->Fetches : 1;
            part.LaterFetches = isLast ? tile->LaterFetches : 0;
            if (isLast) part.FetchRows = Math.Clamp((depth - done - part.NextRows) / Math.Max(1, tile->Fetches), 1, MaxFetchRows);
            (part.CRow, part.LastLanes) = addsPart ? (width * sizeof(T), TSimd.Lanes) : (tile->CRow, tile->LastLanes);
            part.Rectify = isLast && !addsPart && tile->Rectify;
            kernel((T*)((byte*)a + done * tile->AStep), (T*)((byte*)b + done * tile->BStep), addsPart ? sums : c, addsPart ? null : start,
                &part);
            if (addsPart) Add(sums, tile, c, rows, vectors, isLast && tile->Rectify);
        }
    }

    [MethodImpl(AggressiveInlining)]
    private static void Add(T* sums, Tile<T>* tile, T* c, int rows, int vectors, bool rectify)
    {
        for (int i = 0; i < rows; i++, c = (T*)((byte*)c + tile->CRow))
        {
            for (int v = 0; v < vectors; v++, sums += TSimd.Lanes)
            {
                T* target = c + v * TSimd.Lanes;
                bool isWhole = v < vectors - 1 || tile->LastLanes == TSimd.Lanes;
                TVector sum = TSimd.Add(isWhole ? TSimd.Load(target) : TSimd.LoadFirst(target, tile->LastLanes), TSimd.Load(sums));
                if (rectify) sum = TSimd.Rectify(sum);
                if (isWhole) TSimd.Store(sum, target);
                else TSimd.StoreFirst(sum, target, tile->LastLanes);
            }
        }
    }

    private static T* CopyEdge(T* c, nint cRow, int rows, int columns, T* edge, int width)
    {
        for (int i = 0; i < rows; i++)
        {
            new ReadOnlySpan<T>((byte*)c + i * cRow, columns).CopyTo(new Span<T>(edge + i * width, columns));
            new Span<T>(edge + i * width + columns, width - columns).Clear();
        }
        return edge;
    }
}
