using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

/// <summary>Products for which it pays to set nothing up. Each element is the sum of its terms one after the other; where C is a row, or
/// has few columns, possibly of several such sums.</summary>
internal static unsafe class SmallProducts
{
    /// <summary>The most terms that are added one to the next.</summary>
    public const int MaxDepthOfOnePart = 1024;

    // The largest number of multiplications, and of elements of a matrix to copy with rows and columns exchanged: with many registers tiles
    // are larger, and pay sooner; with long vectors everything is small.
    private const int MaxOperations = 65536;
    private const int MaxOperationsWithManyRegisters = 8192;
    private const int MaxOperationsWithLongVectors = 131072;
    private const int MaxTransposed = 1024;
    private const int MaxTransposedWithLongVectors = 4096;
    private const int ManyRegistersRows = 14;

    // So many rows are one large tile, but several of ours.
    private const int MinRowsOfOneTile = 9;
    private const int MaxOperationsOfOneTile = 32768;

    // An inner product of longer vectors is faster by parts of them than term by term.
    private const int MaxInnerDepth = 32;
    private const int MaxDotRows = 5;
    private const int MaxDotDepth = 16;

    /// <summary>The largest inner dimension of a product that is <see cref="NarrowByDepth"/>.</summary>
    public const int MaxNarrowDepth = 256;

    // Below these, setting up takes as long as it saves.
    private const int MaxNarrowColumns = 4;
    private const int MinNarrowDepth = 16;
    private const int MinNarrowRows = 16;
    private const int MinDepthOfNarrowRow = 32;

    // Other products that are quicker by whole vectors along the rows of C than by ones that are not full along its columns.
    private const int MinFlippedRows = 32;
    private const int MaxFlippedColumns = 12;

    /// <summary>Whether a product of these sizes, none of which is 0 but possibly k, is one.</summary>
    [MethodImpl(AggressiveInlining)]
    public static bool Take(int m, int n, int k, bool transposeA, bool transposeB)
    {
        long operations = (long)m * n * k;
        if (!Vector128.IsHardwareAccelerated || k > MaxDepthOfOnePart || operations > MaxOf(m)) return false;
        if (n == 1) return transposeA || k <= MaxInnerDepth || (k <= MaxNarrowDepth && m >= MinNarrowRows);
        if (transposeB && k > 1)
        {
            return n * k <= (Vector512.IsHardwareAccelerated ? MaxTransposedWithLongVectors : MaxTransposed)
                && (m > MaxDotRows || k < MaxDotDepth);
        }
        return !transposeA || operations <= MaxOperationsWithManyRegisters || m < MinFlippedRows
            || n is <= MaxNarrowColumns or > MaxFlippedColumns || !Vector512.IsHardwareAccelerated;
    }

    /// <summary>The largest number of multiplications.</summary>
    [MethodImpl(AggressiveInlining)]
    private static int MaxOf(int rows)
    {
        if (Vector512.IsHardwareAccelerated)
            return rows is >= MinRowsOfOneTile and < ManyRegistersRows ? MaxOperationsOfOneTile : MaxOperationsWithLongVectors;
        return Simd128<float>.TileRows < ManyRegistersRows ? MaxOperations : MaxOperationsWithManyRegisters;
    }

    /// <summary>Whether C has many rows of so few columns that vectors run along the inner dimension.</summary>
    [MethodImpl(AggressiveInlining)]
    public static bool NarrowByDepth<T>(SmallOperands<T>* operands) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        operands->N <= MaxNarrowColumns && operands->M >= MinNarrowRows && operands->AStep == 1 && operands->StartRow == 0
            && operands->K is >= MinNarrowDepth and <= MaxNarrowDepth;

    /// <summary>Whether C has many rows of so few columns that vectors run along the columns of A and C.</summary>
    [MethodImpl(AggressiveInlining)]
    public static bool NarrowByRows<T>(SmallOperands<T>* operands) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        operands->N is > 1 and <= MaxNarrowColumns && operands->M >= MinNarrowRows && operands->ARow == 1 && operands->StartRow == 0;

    /// <summary>Whether C is a row of two or four columns, of which a vector holds each as often.</summary>
    [MethodImpl(AggressiveInlining)]
    public static bool NarrowRow<T>(SmallOperands<T>* operands) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        operands->M == 1 && operands->N is 2 or 4 && operands->K >= MinDepthOfNarrowRow;

    /// <summary>The bits of the vectors that suit a product.</summary>
    [MethodImpl(AggressiveInlining)]
    public static int WidthOf<T>(SmallOperands<T>* operands) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A single column is computed by vectors of its rows.
        int count = operands->N == 1 ? operands->M : operands->N;
        if (Vector512.IsHardwareAccelerated
            && (operands->N > Vector256<T>.Count || NarrowByDepth(operands) || NarrowByRows(operands) || NarrowRow(operands))) return 512;
        return Vector256.IsHardwareAccelerated && (count >= Vector256<T>.Count || operands->N > 1) ? 256 : 128;
    }

    /// <summary>Computes all of C by one thread.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Compute<T>(SmallOperands<T>* operands) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int width = WidthOf(operands);
        if (Vector512.IsHardwareAccelerated && width == 512) Compute<Vector512<T>, T, Simd512<T>>(operands);
        else if (Vector256.IsHardwareAccelerated && width == 256) Compute<Vector256<T>, T, Simd256<T>>(operands);
        else Compute<Vector128<T>, T, Simd128<T>>(operands);
    }

    /// <summary>Computes all of C with vectors of one width.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void Compute<TVector, T, TSimd>(SmallOperands<T>* operands)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        if (operands->CopiesB) ComputeTransposed<TVector, T, TSimd>(operands);
        else SmallProduct<TVector, T, TSimd>.Compute(operands, operands->B);
    }

    // Apart, so that other products need not make room on the stack.
    [SkipLocalsInit]
    [MethodImpl(AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ComputeTransposed<TVector, T, TSimd>(SmallOperands<T>* operands)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        T* copy = stackalloc T[operands->N * operands->K];
        Transpose<TVector, T, TSimd>(operands->B, operands->N, operands->K, copy);
        SmallProduct<TVector, T, TSimd>.Compute(operands, copy);
    }

    /// <summary>target[p, j] = source[j, p], written by whole vectors: what was written in pieces is slow to read as a vector.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void Transpose<TVector, T, TSimd>(T* source, int rows, int columns, T* target)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        if (rows < TSimd.Lanes || columns >= TSimd.Lanes)
        {
            Transposition.Copy(source, columns, rows, columns, target, rows);
            return;
        }
        if (columns <= Interleaving<TVector, T, TSimd>.Max)
        {
            // The last rows possibly once more.
            for (int row = 0; row < rows; row += TSimd.Lanes)
            {
                row = Math.Min(row, rows - TSimd.Lanes);
                Interleaving<TVector, T, TSimd>.Split(source + row * columns, columns, target + row, rows);
            }
            return;
        }
        for (int p = 0; p < columns; p++, source++, target += rows)
        {
            int j = 0;
            for (; j <= rows - TSimd.Lanes; j += TSimd.Lanes)
                TSimd.Store(TSimd.LoadStrided(source + (nint)j * columns, columns), target + j);
            // The last ones once more, and what is left.
            j = rows - TSimd.Lanes;
            if (rows % TSimd.Lanes > 0) TSimd.Store(TSimd.LoadStrided(source + (nint)j * columns, columns), target + j);
        }
    }
}
