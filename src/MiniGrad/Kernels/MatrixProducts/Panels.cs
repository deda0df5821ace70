using System.Numerics;
using System.Runtime.CompilerServices;
using MiniGrad.Kernels.Simd;

namespace MiniGrad.Kernels.MatrixProducts;

/// <summary>Computes panels of C, one or two vectors wide, tile below tile.</summary>
internal static unsafe class Panels<TVector, T, TSimd>
    where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : ISimd<TVector, T>
{
    /// <summary>How many elements <see cref="Read"/> may need for the last rows of B.</summary>
    public static int TailLength => TSimd.Lanes * Math.Max(TSimd.Lanes + 1, 4);

    /// <summary>How many elements the start of a tile takes at most.</summary>
    public static int StartLength => TSimd.TileRows * 2 * TSimd.Lanes;

    /// <summary>How wide the panel is that begins where so many columns are left: 1 vector or 2.</summary>
    public static int Vectors(int columns) => columns > TSimd.Lanes ? 2 : 1;

    /// <summary>
    /// Has the kernels read a panel of B in place. Whole vectors are read even where the panel is narrower: what lies behind is the beginning of
    /// the next row and ends in sums that nobody stores. Only the last rows, where this would leave B, are copied to <paramref name="tail"/>.
    /// </summary>
    public static void Read(Tile<T>* tile, T* b, nint step, int depth, int column, int columns, int width, T* tail)
    {
        tile->BStep = step * sizeof(T);
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

    /// <summary>Computes the tiles of a panel.</summary>
    /// <param name="tile">How the panel is laid out.</param>
    /// <param name="a">The first element of A, or of a copy of it, tile behind tile, if <paramref name="packed"/>.</param>
    /// <param name="packed">The copy's depth, or 0.</param>
    /// <param name="b">The first element of the panel of B.</param>
    /// <param name="c">The first element of the panel of C.</param>
    /// <param name="start">What sums start from, or null for zeros, or C itself.</param>
    /// <param name="rows">The panel's rows.</param>
    /// <param name="vectors">The panel's vectors, 1 or 2.</param>
    /// <param name="edge">Memory for <see cref="StartLength"/> elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(Tile<T>* tile, T* a, int packed, T* b, T* c, T* start, int rows, int vectors, T* edge)
    {
        int parts = (rows + TSimd.TileRows - 1) / TSimd.TileRows, height = rows / parts, taller = rows % parts;
        tile->Ahead = 12 * tile->BStep;
        bool whole = tile->LastLanes == TSimd.Lanes;
        bool add = start == c;
        if (!add) tile->StartRow = 0;
        else tile->StartRow = whole ? tile->CRow : vectors * TSimd.Lanes * sizeof(T);
        if (taller > 0) height++;
        while (rows > 0)
        {
            delegate*<T*, T*, T*, T*, Tile<T>*, void> kernel = TileKernels<TVector, T, TSimd>.Find(height, vectors, copies: false);
            int tiles = taller > 0 ? taller : rows / height;
            taller = 0;
            if (packed > 0) tile->AStep = height * sizeof(T);
            nint aTile = packed > 0 ? (nint)height * packed * sizeof(T) : height * tile->ARow;
            tile->NextStep = tile->NextInA ? 64 * vectors : tile->CRow;
            tile->NextSteps = tile->NextInA ? aTile / tile->NextStep + 1 : height;
            for (int i = 0; i < tiles; i++)
            {
                T* from = add ? c : start;
                if (add && !whole) from = CopyEdge(c, tile->CRow, height, (vectors - 1) * TSimd.Lanes + tile->LastLanes, edge, vectors * TSimd.Lanes);
                if (!tile->NextInA) tile->Next = rows == tiles * height && i == tiles - 1 ? tile->NextPanel : (T*)((byte*)c + height * tile->CRow);
                else tile->Next = (T*)((byte*)a + aTile);
                if (tile->Copy is not null)
                {
                    TileKernels<TVector, T, TSimd>.Find(height, vectors, copies: true)(a, b, c, from, tile);
                    b = tile->Copy;
                    tile->Depth += tile->TailDepth;
                    tile->TailDepth = 0;
                    tile->BStep = vectors * TSimd.Lanes * sizeof(T);
                    tile->Ahead = 0;
                    tile->Copy = null;
                }
                else kernel(a, b, c, from, tile);
                a = (T*)((byte*)a + aTile);
                c = (T*)((byte*)c + height * tile->CRow);
            }
            rows -= tiles * height;
            height--;
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
