namespace MiniGrad.Kernels;

/// <summary>Small products with what follows them.</summary>
internal static unsafe class PreparedProduct
{
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
