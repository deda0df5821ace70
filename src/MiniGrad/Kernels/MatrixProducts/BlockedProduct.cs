using System.Numerics;
using System.Runtime.CompilerServices;
using MiniGrad.Kernels.Simd;

namespace MiniGrad.Kernels.MatrixProducts;

/// <summary>A rectangle of a product, panel by panel, reading A and B in place or copying them first to the order in which they are read.</summary>
internal static unsafe class BlockedProduct<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    private const int BytesOfA = 1 << 20;
    private const int FinishVectors = 8;

    /// <param name="product">The product.</param>
    /// <param name="area">The rectangle of C to compute.</param>
    /// <param name="packing">What to copy.</param>
    /// <param name="finish">What to do with finished elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Compute<TFinish>(ref Product<T> product, Area area, Packing packing, TFinish finish) where TFinish : unmanaged, IFinish<T>
    {
        int lanes = TSimd.Lanes, depthBlock = packing.Depth;
        bool packA = packing.CopiesA, packB = packing.CopiesB;
        T* edge = stackalloc T[Panels<TVector, T, TSimd>.StartLength], tail = stackalloc T[Panels<TVector, T, TSimd>.TailLength];
        int rowBlock = Math.Max(4 * TSimd.TileRows, BytesOfA / (depthBlock * sizeof(T)) / TSimd.TileRows * TSimd.TileRows);
        if (area.Rows <= rowBlock + rowBlock / 2) rowBlock = area.Rows;
        bool manyBlocks = rowBlock < area.Rows;
        long bLength = !packB ? 0 : (long)depthBlock * (manyBlocks ? (area.Columns + lanes - 1) / lanes : 2) * lanes;
        T* packedB = null, packedA = null;
        bool copyB = !packB && area.Rows > TSimd.TileRows && area.Columns > lanes && depthBlock >= 32 && ((nint)product.B % 64 != 0 || product.BStep * sizeof(T) % 64 != 0 || (long)product.K * product.N * sizeof(T) > 4 * BytesOfA);
        if (copyB) bLength = (long)depthBlock * (manyBlocks ? (area.Columns + lanes - 1) / lanes : 2) * lanes;
        if (packA || packB || copyB)
        {
            packedB = (T*)Workspace.Rent((bLength + (packA ? (long)rowBlock * depthBlock : 0)) * sizeof(T));
            packedA = packedB + bLength;
        }
        Tile<T> tile = default;
        tile.CRow = product.CRow * sizeof(T);
        int k = 0;
        do
        {
            int depth = Math.Min(depthBlock, product.K - k);
            bool first = k == 0, last = k + depth == product.K;
            tile.Rectify = last && typeof(TFinish) == typeof(RectifyFinish<T>);
            for (int i = 0; i < area.Rows; i += rowBlock)
            {
                int rows = Math.Min(rowBlock, area.Rows - i), vectors, unfinished = 0;
                T* left = product.A + (area.Row + i) * product.ARow + k * product.AStep;
                tile.ARow = product.ARow * sizeof(T);
                tile.AStep = product.AStep * sizeof(T);
                if (packA)
                {
                    Packing.CopyA(left, product.ARow, product.AStep, rows, depth, packedA, TSimd.TileRows);
                    left = packedA;
                    tile.ARow = sizeof(T);
                }
                for (int j = 0; j < area.Columns; j += vectors * lanes)
                {
                    vectors = Panels<TVector, T, TSimd>.Vectors(area.Columns - j);
                    int width = vectors * lanes, columns = Math.Min(width, area.Columns - j), column = area.Column + j;
                    tile.LastLanes = columns - (vectors - 1) * lanes;
                    T* right = product.B + column * product.BColumn + k * product.BStep, c = product.C + (area.Row + i) * product.CRow + column;
                    if (packB)
                    {
                        T* panel = manyBlocks ? packedB + (long)j * depth : packedB;
                        if (i == 0) Packing.CopyB(right, product.BStep, product.BColumn, depth, columns, panel, width);
                        right = panel;
                        tile.BStep = width * sizeof(T);
                        tile.Depth = depth;
                        tile.TailDepth = 0;
                    }
                    else if (copyB && i > 0)
                    {
                        right = packedB + (long)j * depth;
                        tile.BStep = width * sizeof(T);
                        tile.Depth = depth;
                        tile.TailDepth = 0;
                    }
                    else
                    {
                        if (copyB) tile.Copy = manyBlocks ? packedB + (long)j * depth : packedB;
                        Panels<TVector, T, TSimd>.Read(&tile, right, product.BStep, depth, column, product.N, width, tail);
                    }
                    tile.NextPanel = c + columns;
                    T* start = null;
                    bool add = false;
                    if (!first || product.Accumulate)
                    {
                        add = true;
                    }
                    else if (product.Bias is not null)
                    {
                        start = product.Bias + column;
                        if (columns < width)
                        {
                            new ReadOnlySpan<T>(start, columns).CopyTo(new Span<T>(edge, columns));
                            new Span<T>(edge + columns, width - columns).Clear();
                            start = edge;
                        }
                    }
                    Panels<TVector, T, TSimd>.Compute(&tile, left, packA ? depth : 0, right, c, add ? c : start, rows, vectors, edge);
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
}
