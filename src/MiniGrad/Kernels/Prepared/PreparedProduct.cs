namespace MiniGrad.Kernels;

/// <summary>Small products with what follows them.</summary>
internal static unsafe class PreparedProduct
{
    /// <summary>Prepares a product, if it is small. An address is null where memory does not stay in its place.</summary>
    public static bool TryPrepare<T>(
        PreparedCall<T>* call, T* a, T* b, T* bias, T* c, int m, int n, int k, bool transposeA, bool transposeB)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (a == null || b == null || c == null || m == 0 || n == 0 || !SmallProducts.Take(m, n, k, transposeA, transposeB)) return false;
        call->Operands.Set(a, b, bias, c, m, n, k, transposeA, transposeB, accumulate: false);
        call->Function = &Run;
        return true;
    }

    /// <summary>Computes the product alone.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static bool Run<T>(PreparedCall<T>* call) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SmallProducts.Compute(&call->Operands);
        return true;
    }

    /// <summary>Computes f(c) for each element c of the product.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static bool Run<T, TFunction>(PreparedCall<T>* call)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : unmanaged, IUnaryOperator<T>
    {
        SmallProducts.Compute(&call->Operands);
        T* c = call->Operands.C;
        Elementwise.ApplyAlone(c, c, call->Operands.M * call->Operands.N, default(TFunction));
        return true;
    }

    /// <summary>Computes f(y, c) for each element c of the product, with y the element of another matrix in the same place.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static bool RunPaired<T, TFunction>(PreparedCall<T>* call)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TFunction : unmanaged, IBinaryOperator<T>
    {
        SmallProducts.Compute(&call->Operands);
        T* c = call->Operands.C;
        Elementwise.ApplyAlone(call->Other, c, c, call->Operands.M * call->Operands.N, default(TFunction));
        return true;
    }
}
