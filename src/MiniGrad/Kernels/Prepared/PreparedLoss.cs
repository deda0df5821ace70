namespace MiniGrad.Kernels;

/// <summary>Losses of few samples, reduced to one number, with the gradient of the scores: C[0] = scale · Σ losses of the rows of
/// A.</summary>
internal static unsafe class PreparedLoss
{
    /// <summary>The most losses before the reduction.</summary>
    public const int MaxLosses = 64;

    /// <summary>A loss of each of M elements of A against the same of B.</summary>
    [SkipLocalsInit]
    [MethodImpl(AggressiveOptimization)]
    public static bool Pointwise<T, TLoss>(PreparedCall<T>* call)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : unmanaged, IPointwiseLoss<T>
    {
        T* losses = stackalloc T[MaxLosses];
        int count = call->Operands.M;
        PointwiseLoss.ForwardBackwardAlone<T, TLoss>(call->Operands.A, call->Operands.B, call->Scale, losses, call->Other, call->Count);
        Finish(call, losses, count);
        return true;
    }

    /// <summary>The cross-entropy of M rows of N scores against a label each.</summary>
    [SkipLocalsInit]
    [MethodImpl(AggressiveOptimization)]
    public static bool CrossEntropy<T>(PreparedCall<T>* call) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int rows = call->Operands.M, classes = call->Operands.N;
        int* labels = call->Labels;
        for (int i = 0; i < rows; i++)
            if ((uint)labels[i] >= (uint)classes) return false;
        T* losses = stackalloc T[MaxLosses];
        SoftmaxCrossEntropy.ForwardBackwardAlone(call->Operands.A, call->Scale, classes, labels, losses, call->Other, rows);
        Finish(call, losses, rows);
        return true;
    }

    [MethodImpl(AggressiveInlining)]
    private static void Finish<T>(PreparedCall<T>* call, T* losses, int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* sum = call->Operands.C;
        if (SumRows<T>.AreFew(count)) *sum = SumRows<T>.SumFew(losses, count) * call->Scale;
        else
        {
            SumReduction<T>.RowAlone(losses, count, sum);
            *sum *= call->Scale;
        }
    }
}
