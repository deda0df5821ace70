using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

/// <summary>A small product, C = start + A·B, of row-major C without gaps: where its matrices lie.</summary>
/// <remarks>Elements are <c>A[i·ARow + p·AStep]</c> and <c>B[p·BRow + j]</c>.</remarks>
internal unsafe struct SmallOperands<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T* A;
    public T* B;
    public T* C;

    /// <summary>The rows from which sums start, <see cref="StartRow"/> apart, or null for zero.</summary>
    public T* Start;

    public nint ARow;
    public nint AStep;
    public nint BRow;

    /// <summary>0 for a bias, N to add to what C holds.</summary>
    public nint StartRow;

    public int M;
    public int N;
    public int K;

    /// <summary>Whether B is stored with rows and columns exchanged, [N, K], and has to be copied first.</summary>
    public bool CopiesB;

    /// <summary>Whether C is a single row in memory in which whole vectors may be written: zeros behind the last column.</summary>
    public bool HasRoom;

    /// <summary>Those of a product that is small.</summary>
    [MethodImpl(AggressiveInlining)]
    public void Set(T* a, T* b, T* bias, T* c, int m, int n, int k, bool transposeA, bool transposeB, bool accumulate)
    {
        C = c;
        K = k;
        StartRow = accumulate ? n : 0;
        Start = accumulate ? c : bias;
        CopiesB = transposeB && k > 1 && n > 1;
        if (n == 1 && transposeA && bias == null)
        {
            // A column, Aᵀ·b, is the row bᵀ·A.
            A = b;
            B = a;
            (ARow, AStep, BRow) = (k, 1, m);
            (M, N) = (1, m);
            return;
        }
        A = a;
        B = b;
        ARow = transposeA ? 1 : k;
        AStep = transposeA ? m : 1;
        BRow = n;
        M = m;
        N = n;
    }
}

/// <summary>Products for which it pays to set nothing up. Each element is the sum of its terms one after the other.</summary>
internal static unsafe class SmallProducts
{
    // The largest number of multiplications: with many registers, tiles are larger, and pay sooner.
    private const int MaxOperations = 65536;
    private const int MaxOperationsWithManyRegisters = 8192;
    private const int ManyRegistersRows = 14;

    /// <summary>The largest matrix to copy with rows and columns exchanged.</summary>
    private const int MaxTransposed = 1024;

    // An inner product of longer vectors is faster by parts of them than term by term.
    private const int MaxInnerDepth = 32;
    private const int MaxDotRows = 5;
    private const int MaxDotDepth = 16;

    /// <summary>Whether a product of these sizes, none of which is 0 but possibly k, is one.</summary>
    [MethodImpl(AggressiveInlining)]
    public static bool Take(int m, int n, int k, bool transposeA, bool transposeB)
    {
        int max = Simd128<float>.TileRows < ManyRegistersRows ? MaxOperations : MaxOperationsWithManyRegisters;
        if (!Vector128.IsHardwareAccelerated || (long)m * n * k > max || k > Product<float>.MaxDepthOfOnePart) return false;
        if (n == 1) return transposeA || k <= MaxInnerDepth;
        return !transposeB || k <= 1 || (n * k <= MaxTransposed && (m > MaxDotRows || k < MaxDotDepth));
    }

    /// <summary>The bits of the vectors that suit a product.</summary>
    [MethodImpl(AggressiveInlining)]
    public static int WidthOf<T>(SmallOperands<T>* operands) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // A single column is computed by vectors of its rows.
        int count = operands->N == 1 ? operands->M : operands->N;
        if (Vector512.IsHardwareAccelerated && operands->N > Vector256<T>.Count) return 512;
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
        T* copy = stackalloc T[MaxTransposed];
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
