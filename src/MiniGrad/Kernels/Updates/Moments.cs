namespace MiniGrad.Kernels;

/// <summary>The moving averages of a gradient and of its square.</summary>
internal readonly struct Moments<T>(double beta1, double beta2) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T beta1 = T.CreateTruncating(beta1), beta2 = T.CreateTruncating(beta2);

    // Of the rounded β, so that the weights of an average sum to 1.
    private readonly T fresh1 = T.One - T.CreateTruncating(beta1), fresh2 = T.One - T.CreateTruncating(beta2);

    /// <summary>β₁·m + (1 − β₁)·g.</summary>
    [MethodImpl(AggressiveInlining)]
    public TVector Average<TSimd, TVector>(TVector average, TVector gradient)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        OptimizerUpdate.Average<TSimd, TVector, T>(
            TSimd.MultiplyAdd(gradient, TSimd.Broadcast(fresh1), TSimd.Multiply(average, TSimd.Broadcast(beta1))));

    /// <summary>β₂·v + (1 − β₂)·g².</summary>
    [MethodImpl(AggressiveInlining)]
    public TVector Square<TSimd, TVector>(TVector square, TVector gradient) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        TVector fresh = TSimd.Multiply(gradient, TSimd.Broadcast(fresh2));
        return OptimizerUpdate.Square<TSimd, TVector, T>(
            TSimd.MultiplyAdd(fresh, gradient, TSimd.Multiply(square, TSimd.Broadcast(beta2))));
    }
}
