using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

/// <summary>Sums of few rows: C [N], the sum of the M rows of A [M, N].</summary>
internal static unsafe class PreparedSum
{
    /// <summary>The most elements.</summary>
    private const int MaxElements = 8192;

    /// <summary>Prepares a sum of one or more rows, if these are few.</summary>
    public static bool TryPrepare<T>(PreparedCall<T>* call, T* a, T* c, int m, int n) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a == null || c == null || (long)m * n is 0 or > MaxElements) return false;
        call->Operands.A = a;
        call->Operands.C = c;
        (call->Operands.M, call->Operands.N) = (m, n);
        if (n == 1) call->Function = SumRows<T>.AreFew(m) ? &Few : &Column;
        else if (m > BlockedSum.TermsInBlock || !Vector128.IsHardwareAccelerated) call->Function = &Rows;
        // Vectors as wide as those that probably wrote the rows.
        else if (Vector512.IsHardwareAccelerated && n > Vector256<T>.Count) call->Function = &Block<Vector512<T>, T, Simd512<T>>;
        else if (Vector256.IsHardwareAccelerated) call->Function = &Block<Vector256<T>, T, Simd256<T>>;
        else call->Function = &Block<Vector128<T>, T, Simd128<T>>;
        return true;
    }

    [MethodImpl(AggressiveOptimization)]
    private static bool Few<T>(PreparedCall<T>* call) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        *call->Operands.C = SumRows<T>.SumFew(call->Operands.A, call->Operands.M);
        return true;
    }

    [MethodImpl(AggressiveOptimization)]
    private static bool Column<T>(PreparedCall<T>* call) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SumReduction<T>.RowAlone(call->Operands.A, call->Operands.M, call->Operands.C);
        return true;
    }

    [MethodImpl(AggressiveOptimization)]
    private static bool Rows<T>(PreparedCall<T>* call) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SumColumns<T> kernel = new(call->Operands.A, call->Operands.M, call->Operands.N, call->Operands.C);
        RangeKernel.RunAlone<T, SumColumns<T>>(ref kernel, 0, call->Operands.N);
        return true;
    }

    /// <summary>Of so few rows that they are a single block.</summary>
    [MethodImpl(AggressiveOptimization)]
    private static bool Block<TVector, T, TSimd>(PreparedCall<T>* call)
        where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        int rows = call->Operands.M, columns = call->Operands.N, left = columns, lanes = TSimd.Lanes;
        T* x = call->Operands.A, y = call->Operands.C;
        for (; left >= 2 * lanes; left -= 2 * lanes, x += 2 * lanes, y += 2 * lanes)
        {
            SumColumns<T>.Pair<TSimd, TVector>(x, rows, columns, out TVector first, out TVector second);
            TSimd.Store(first, y);
            TSimd.Store(second, y + lanes);
        }
        for (; left > 0; left -= lanes, x += lanes, y += lanes)
        {
            VectorMemory.Store<TSimd, TVector, T>(
                BlockedSum.OfBlock<TSimd, TVector, T, ElementTerm<TSimd, TVector, T>>(new(x, columns), 0, rows, left), y, left);
        }
        return true;
    }
}
