using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniGrad.Kernels;

/// <summary>A rectangle of a product A·B of few rows, with contiguous rows of A and columns of B, where half a vector holds a column of A:
/// two terms of the inner dimension share a vector, the even ones in the one half, the odd ones in the other.</summary>
/// <remarks>Pairs of A's elements lie side by side in a copy, and a pair of B's is broadcast as one element of twice the size. Each element
/// is the sum of two sums, or the sum of such sums of parts: an order that depends on k alone. Single precision and vectors of 512 bits
/// only; others fill a vector with fewer rows than are computed as inner products.</remarks>
internal static unsafe class PairedProduct<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The most rows of C: half the elements of a vector.</summary>
    public const int MaxRows = 8;

    /// <summary>The columns of C computed at a time.</summary>
    public const int TileColumns = 16;

    private const int Lanes = 16;

    /// <summary>The pairs in a cache line.</summary>
    private const int LinePairs = 8;

    /// <summary>How far ahead of its use memory is fetched at most.</summary>
    private const int FetchedBytes = 512;

    [MethodImpl(AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Compute<TFinish>(ref Product<T> product, Area area, TFinish finish) where TFinish : unmanaged, IFinish<T>
    {
        int pairs = (product.K + 1) / 2, part = Product<T>.PartOf(pairs);
        float* packed = (float*)Workspace.Rent((long)pairs * Lanes * sizeof(float));
        Pack((float*)product.A + area.Row * product.ARow, product.ARow, area.Rows, product.K, packed);
        float* edge = stackalloc float[MaxRows * Lanes];
        float* c = (float*)product.C + area.Row * product.CRow + area.Column;
        for (int done = 0; done < pairs; done += part)
        {
            int count = Math.Min(part, pairs - done), whole = Math.Min(count, product.K / 2 - done);
            float* start = done > 0 || product.Accumulate ? c : product.Bias is null ? null : (float*)product.Bias + area.Column;
            nint startRow = start == c ? product.CRow : 0;
            float* a = packed + (nint)done * Lanes, b = (float*)product.B + 2 * done;
            for (int j = 0; j < area.Columns; j += TileColumns)
            {
                int columns = Math.Min(TileColumns, area.Columns - j);
                // A last tile of fewer columns begins further left, and only its new ones are written.
                int column = Math.Min(area.Column + j, product.N - TileColumns), known = area.Column + j - column;
                float* right = b + column * product.BColumn, from = start is null ? null : start + j;
                if (columns == TileColumns)
                {
                    Tile(a, right, product.BColumn, whole, count > whole, c + j, product.CRow, from, startRow, area.Rows);
                    continue;
                }
                Tile(a, right, product.BColumn, whole, count > whole, edge, Lanes, null, 0, area.Rows);
                for (int i = 0; i < area.Rows; i++)
                {
                    float* sums = edge + i * Lanes + known, target = c + i * product.CRow + j;
                    for (int s = 0; s < columns; s++) target[s] = from is null ? sums[s] : from[i * startRow + s] + sums[s];
                }
            }
        }
        if (typeof(TFinish) == typeof(NoFinish<T>)) return;
        for (int i = 0; i < area.Rows; i++)
            finish.Apply(product.C + (area.Row + i) * product.CRow + area.Column, area.Row + i, area.Column, area.Columns);
    }

    /// <summary>Copies A so that pairs of elements of one row after the other lie side by side; rows that are missing are zeros.</summary>
    private static void Pack(float* a, nint row, int rows, int k, float* target)
    {
        if (rows < MaxRows) new Span<float>(target, (k + 1) / 2 * Lanes).Clear();
        for (int i = 0; i < rows; i++, a += row, target += 2)
        {
            float* to = target;
            int p = 0;
            for (; p < k - 1; p += 2, to += Lanes) Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<long>(a + p));
            if (p < k) (to[0], to[1]) = (a[p], 0);
        }
    }

    /// <summary>Computes 16 columns of C. Where <paramref name="single"/>, one more term follows the pairs.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static void Tile(
        float* a, float* b, nint bColumn, nint pairs, bool single, float* c, nint cRow, float* start, nint startRow, int rows)
    {
        nint column = bColumn * sizeof(float), two = 2 * column, three = 3 * column;
        byte* b0 = (byte*)b, b4 = b0 + 4 * column, b8 = b4 + 4 * column, b12 = b8 + 4 * column;
        Vector512<float> x0 = default, x1 = default, x2 = default, x3 = default, x4 = default, x5 = default, x6 = default, x7 = default;
        Vector512<float> x8 = default, x9 = default, x10 = default, x11 = default, x12 = default, x13 = default, x14 = default;
        Vector512<float> x15 = default;
        nint end = pairs * 8, ahead = Math.Min(end, FetchedBytes);
        while (pairs > 0)
        {
            // While a line of each of the 16 columns is used, a line of each is fetched, at the end of the next 16.
            nint block = Math.Min(pairs, LinePairs);
            byte* next = b0 + ahead + (pairs * 8 > ahead ? 0 : TileColumns * column - end);
            pairs -= block;
            for (; block > 0; block--, a += Lanes, b0 += 8, b4 += 8, b8 += 8, b12 += 8)
            {
                Memory.Prefetch(next);
                Memory.Prefetch(next + column);
                next += two;
                Vector512<float> pair = Vector512.Load(a);
                x0 = Add(x0, b0, pair);
                x1 = Add(x1, b0 + column, pair);
                x2 = Add(x2, b0 + two, pair);
                x3 = Add(x3, b0 + three, pair);
                x4 = Add(x4, b4, pair);
                x5 = Add(x5, b4 + column, pair);
                x6 = Add(x6, b4 + two, pair);
                x7 = Add(x7, b4 + three, pair);
                x8 = Add(x8, b8, pair);
                x9 = Add(x9, b8 + column, pair);
                x10 = Add(x10, b8 + two, pair);
                x11 = Add(x11, b8 + three, pair);
                x12 = Add(x12, b12, pair);
                x13 = Add(x13, b12 + column, pair);
                x14 = Add(x14, b12 + two, pair);
                x15 = Add(x15, b12 + three, pair);
            }
        }
        if (single)
        {
            // Odd elements are zeros on both sides, whatever B holds.
            Vector512<float> last = Vector512.Load(a);
            x0 = AddLast(x0, b0, last);
            x1 = AddLast(x1, b0 + column, last);
            x2 = AddLast(x2, b0 + two, last);
            x3 = AddLast(x3, b0 + three, last);
            x4 = AddLast(x4, b4, last);
            x5 = AddLast(x5, b4 + column, last);
            x6 = AddLast(x6, b4 + two, last);
            x7 = AddLast(x7, b4 + three, last);
            x8 = AddLast(x8, b8, last);
            x9 = AddLast(x9, b8 + column, last);
            x10 = AddLast(x10, b8 + two, last);
            x11 = AddLast(x11, b8 + three, last);
            x12 = AddLast(x12, b12, last);
            x13 = AddLast(x13, b12 + column, last);
            x14 = AddLast(x14, b12 + two, last);
            x15 = AddLast(x15, b12 + three, last);
        }
        // Pairs are added, and four columns of two rows gathered in each quarter of a vector: even rows and odd rows.
        Vector512<float> y0 = Halves(x0, x1), y1 = Halves(x2, x3), y2 = Halves(x4, x5), y3 = Halves(x6, x7);
        Vector512<float> y4 = Halves(x8, x9), y5 = Halves(x10, x11), y6 = Halves(x12, x13), y7 = Halves(x14, x15);
        Store(Even(y0, y1), Even(y2, y3), Even(y4, y5), Even(y6, y7), c, cRow, start, startRow, rows);
        Store(Odd(y0, y1), Odd(y2, y3), Odd(y4, y5), Odd(y6, y7), c + cRow, cRow, start + startRow, startRow, rows - 1);
    }

    [MethodImpl(AggressiveInlining)]
    private static Vector512<float> Add(Vector512<float> sum, byte* pair, Vector512<float> pairs) =>
        Avx512F.FusedMultiplyAdd(Vector512.Create(Unsafe.ReadUnaligned<double>(pair)).AsSingle(), pairs, sum);

    [MethodImpl(AggressiveInlining)]
    private static Vector512<float> AddLast(Vector512<float> sum, byte* value, Vector512<float> last) =>
        Avx512F.FusedMultiplyAdd(Vector512.Create((ulong)Unsafe.ReadUnaligned<uint>(value)).AsSingle(), last, sum);

    [MethodImpl(AggressiveInlining)]
    private static Vector512<float> Halves(Vector512<float> a, Vector512<float> b) =>
        Avx512F.Add(Even(a, b), Odd(a, b));

    [MethodImpl(AggressiveInlining)]
    private static Vector512<float> Even(Vector512<float> a, Vector512<float> b) => Avx512F.Shuffle(a, b, 0b_10_00_10_00);

    [MethodImpl(AggressiveInlining)]
    private static Vector512<float> Odd(Vector512<float> a, Vector512<float> b) => Avx512F.Shuffle(a, b, 0b_11_01_11_01);

    /// <summary>Writes every second row, of which each vector holds four columns in a quarter.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void Store(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* target, nint row, float* start,
        nint startRow, int rows)
    {
        Vector512<float> low0 = Avx512F.Shuffle4x128(a, b, 0b_01_00_01_00), low1 = Avx512F.Shuffle4x128(c, d, 0b_01_00_01_00);
        Vector512<float> high0 = Avx512F.Shuffle4x128(a, b, 0b_11_10_11_10), high1 = Avx512F.Shuffle4x128(c, d, 0b_11_10_11_10);
        Store(Avx512F.Shuffle4x128(low0, low1, 0b_10_00_10_00), target, start);
        if (rows > 2) Store(Avx512F.Shuffle4x128(low0, low1, 0b_11_01_11_01), target + 2 * row, start + 2 * startRow);
        if (rows > 4) Store(Avx512F.Shuffle4x128(high0, high1, 0b_10_00_10_00), target + 4 * row, start + 4 * startRow);
        if (rows > 6) Store(Avx512F.Shuffle4x128(high0, high1, 0b_11_01_11_01), target + 6 * row, start + 6 * startRow);
    }

    [MethodImpl(AggressiveInlining)]
    private static void Store(Vector512<float> sum, float* target, float* start)
    {
        if (start is not null) sum = Avx512F.Add(sum, Vector512.Load(start));
        sum.Store(target);
    }
}
