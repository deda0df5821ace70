namespace MiniGrad.Kernels;

/// <summary>Sums of few rows.</summary>
internal static unsafe class PreparedSum
{
    /// <summary>The most elements.</summary>
    public const int MaxElements = 8192;

    /// <summary>C [N], the sum of the M rows of A [M, N].</summary>
    [MethodImpl(AggressiveOptimization)]
    public static bool Rows<T>(PreparedCall<T>* call) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        SumReduction<T>.ColumnsAlone(call->Operands.A, call->Operands.M, call->Operands.N, call->Operands.C);
        return true;
    }
}
