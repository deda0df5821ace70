using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

/// <summary>A small product, C = start + A·B: where its matrices lie.</summary>
internal unsafe struct SmallOperands<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public T* A;
    public T* B;
    public T* C;

    /// <summary>The row from which all sums start, or null for zero.</summary>
    public T* Bias;

    public int M;
    public int N;
    public int K;
    public bool TransposeA;
    public bool TransposeB;

    /// <summary>Whether sums start from what C holds.</summary>
    public bool Accumulate;
}

/// <summary>Products for which it pays to set nothing up. Each element is the sum of its terms one after the other.</summary>
internal static unsafe class SmallProducts
{
    /// <summary>The largest number of multiplications.</summary>
    private const int MaxOperations = 8192;

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
        if (!Vector128.IsHardwareAccelerated || (long)m * n * k > MaxOperations || k > MaxOperations / 8) return false;
        if (n == 1) return transposeA || k <= MaxInnerDepth;
        return !transposeB || k <= 1 || (n * k <= MaxTransposed && (m > MaxDotRows || k < MaxDotDepth));
    }

    /// <summary>Prepares a product, if it is one. An address is null where memory does not stay in its place.</summary>
    public static bool TryPrepare<T>(PreparedCall<T>* call, T* a, T* b, T* c, int m, int n, int k, bool transposeA, bool transposeB)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a == null || b == null || c == null || m == 0 || n == 0 || !Take(m, n, k, transposeA, transposeB)) return false;
        call->Operands = new()
        {
            A = a, B = b, C = c, M = m, N = n, K = k, TransposeA = transposeA, TransposeB = transposeB,
        };
        call->Function = &PreparedProduct.Run;
        return true;
    }

    /// <summary>Computes all of C by one thread.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Compute<T>(SmallOperands<T>* operands) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int n = operands->N == 1 && operands->TransposeA ? operands->M : operands->N;
        if (Vector512.IsHardwareAccelerated && n > Vector256<T>.Count) Compute<Vector512<T>, T, Simd512<T>>(operands);
        else if (Vector256.IsHardwareAccelerated) Compute<Vector256<T>, T, Simd256<T>>(operands);
        else Compute<Vector128<T>, T, Simd128<T>>(operands);
    }

    [MethodImpl(AggressiveInlining)]
    private static void Compute<TVector, T, TSimd>(SmallOperands<T>* operands)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        T* a = operands->A, b = operands->B, c = operands->C, start = operands->Accumulate ? c : operands->Bias;
        int m = operands->M, n = operands->N, k = operands->K;
        nint startRow = operands->Accumulate ? n : 0;
        if (operands->TransposeB && k > 1 && n > 1)
        {
            ComputeTransposed<TVector, T, TSimd>(operands, start, startRow);
            return;
        }
        // A column, Aᵀ·b, is the row bᵀ·A.
        if (n == 1 && operands->TransposeA && operands->Bias == null)
            SmallProduct<TVector, T, TSimd>.Compute(b, k, 1, a, m, start, 0, c, 1, m, k);
        else if (operands->TransposeA) SmallProduct<TVector, T, TSimd>.Compute(a, 1, m, b, n, start, startRow, c, m, n, k);
        else SmallProduct<TVector, T, TSimd>.Compute(a, k, 1, b, n, start, startRow, c, m, n, k);
    }

    // Apart, so that other products need not make room on the stack.
    [SkipLocalsInit]
    [MethodImpl(AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ComputeTransposed<TVector, T, TSimd>(SmallOperands<T>* operands, T* start, nint startRow)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        int m = operands->M, n = operands->N, k = operands->K;
        T* right = stackalloc T[MaxTransposed];
        Transpose<TVector, T, TSimd>(operands->B, n, k, right);
        nint aRow = operands->TransposeA ? 1 : k, aStep = operands->TransposeA ? m : 1;
        SmallProduct<TVector, T, TSimd>.Compute(operands->A, aRow, aStep, right, n, start, startRow, operands->C, m, n, k);
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
            for (; j <= rows - TSimd.Lanes; j += TSimd.Lanes) TSimd.Store(TSimd.LoadStrided(source + (nint)j * columns, columns), target + j);
            // The last ones once more, and what is left.
            j = rows - TSimd.Lanes;
            if (rows % TSimd.Lanes > 0) TSimd.Store(TSimd.LoadStrided(source + (nint)j * columns, columns), target + j);
        }
    }
}
