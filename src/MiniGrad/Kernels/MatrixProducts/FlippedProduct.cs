namespace MiniGrad.Kernels;

/// <summary>A rectangle of a product by way of its transpose, Cᵀ = Bᵀ·Aᵀ: vectors run along the rows of C. Where C has few columns they are
/// full only that way; and where B is given transposed, the matrix to copy is the small Aᵀ instead of the large B.</summary>
internal static unsafe class FlippedProduct<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    /// <summary>From this depth on there is time to fetch the strip of C that the sums go to.</summary>
    private const int MinFetchDepth = 256;

    private const int CacheLine = 64;

    // Four tiles of twelve rows are three cache lines of floats.
    private const int StripTiles = 4;

    /// <summary>The part of A to copy at a time, so that it stays in the second cache.</summary>
    private const int BytesOfA = 1 << 19;

    /// <summary>The columns of C computed before they are written.</summary>
    private static int Strip => StripTiles * Math.Max(1, TSimd.TileRows / 4 * 4);

    [MethodImpl(AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Compute<TFinish>(ref Product<T> product, Area area, TFinish finish) where TFinish : unmanaged, IFinish<T>
    {
        int lanes = TSimd.Lanes, strip = Math.Min(Strip, area.Columns), depth = product.K, widest = 2 * lanes;
        bool pack = product.ARow != 1, startsAtZero = !product.Accumulate && product.Bias is null;
        int group = Math.Max(widest, pack ? BytesOfA / Math.Max(1, depth * sizeof(T)) / widest * widest : area.Rows);
        group = Math.Min(group, (area.Rows + lanes - 1) / lanes * lanes);
        int tailLength = Panels<TVector, T, TSimd>.TailLength;
        T* edge = stackalloc T[Panels<TVector, T, TSimd>.EdgeLength];
        T* sums = (T*)Workspace.Rent(((long)strip * widest + tailLength + (pack ? (long)depth * group : 0)) * sizeof(T));
        T* packed = sums + strip * widest, tail = packed + (pack ? (long)depth * group : 0);
        Tile<T> tile = default;
        tile.ARow = product.BColumn * sizeof(T);
        tile.AStep = product.BStep * sizeof(T);
        tile.Rectify = typeof(TFinish) == typeof(RectifyFinish<T>);
        tile.LastLanes = lanes;
        tile.NextPanel = sums;
        tile.FetchesA = product.BStep == 1;
        for (int top = 0; top < area.Rows; top += group)
        {
            int bottom = Math.Min(top + group, area.Rows);
            for (int j = 0; j < area.Columns; j += strip)
            {
                int columns = Math.Min(strip, area.Columns - j), column = area.Column + j;
                for (int i = top, vectors; i < bottom; i += vectors * lanes)
                {
                    vectors = Panels<TVector, T, TSimd>.Vectors(bottom - i);
                    int width = vectors * lanes, rows = Math.Min(width, bottom - i), row = area.Row + i;
                    T* right = product.A + row * product.ARow, c = product.C + row * product.CRow + column;
                    if (pack)
                    {
                        T* panel = packed + (long)(i - top) * depth;
                        if (j == 0) Packing.CopyB<TVector, T, TSimd>(right, product.AStep, product.ARow, depth, rows, panel, width);
                        right = panel;
                        tile.ReadCopy(depth, width);
                    }
                    else
                    {
                        Panels<TVector, T, TSimd>.Read(&tile, right, product.AStep, depth, row, product.M, width, tail);
                    }
                    tile.CRow = width * sizeof(T);
                    // Each tile fetches two more lines of C's rows; a kernel reaches for the ends of the lines it is told.
                    tile.Later = (T*)((byte*)c - (CacheLine - 1));
                    tile.LaterFetches = depth >= MinFetchDepth ? rows : 0;
                    tile.LaterJump = product.CRow * sizeof(T);
                    tile.LaterTile = 2 * CacheLine;
                    if (product.Accumulate) Transposition.Copy(c, product.CRow, rows, columns, sums, width);
                    else if (!startsAtZero)
                        for (int s = 0; s < columns; s++) new Span<T>(sums + s * width, width).Fill(product.Bias[column + s]);
                    Panels<TVector, T, TSimd>.Compute(
                        &tile, product.B + column * product.BColumn, 0, right, sums, startsAtZero ? null : sums, columns, vectors, edge);
                    Transposition.Copy(sums, width, columns, rows, c, product.CRow);
                    if (typeof(TFinish) == typeof(NoFinish<T>) || typeof(TFinish) == typeof(RectifyFinish<T>)) continue;
                    for (int r = 0; r < rows; r++, c += product.CRow) finish.Apply(c, row + r, column, columns);
                }
            }
        }
    }
}
