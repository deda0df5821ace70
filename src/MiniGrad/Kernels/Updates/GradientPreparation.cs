namespace MiniGrad.Kernels;

/// <summary>Prepares a gradient and a value for an update rule.</summary>
internal interface IGradientPreparation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    TVector Gradient<TSimd, TVector>(TVector value, TVector gradient) where TSimd : struct, ISimd<TVector, T> where TVector : struct;

    TVector Value<TSimd, TVector>(TVector value) where TSimd : struct, ISimd<TVector, T> where TVector : struct;
}

/// <summary>L2 weight decay alone: g + λ·θ.</summary>
internal readonly struct DecayPreparation<T>(T decay) : IGradientPreparation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(AggressiveInlining)]
    public TVector Gradient<TSimd, TVector>(TVector value, TVector gradient)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        TSimd.MultiplyAdd(value, TSimd.Broadcast(decay), gradient);

    [MethodImpl(AggressiveInlining)]
    public TVector Value<TSimd, TVector>(TVector value) where TSimd : struct, ISimd<TVector, T> where TVector : struct => value;
}

/// <summary>Everything: the gradient is scaled, then limited, then decays, min(max(s·g, −c), c) + λ·θ; the value shrinks, k·θ.</summary>
internal readonly struct FullPreparation<T>(T scale, T limit, T decay, T kept) : IGradientPreparation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(AggressiveInlining)]
    public TVector Gradient<TSimd, TVector>(TVector value, TVector gradient) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        // The gradient stands second, so that NaN stays NaN.
        TVector clipped = TSimd.Multiply(gradient, TSimd.Broadcast(scale));
        clipped = TSimd.Max(TSimd.Broadcast(-limit), TSimd.Min(TSimd.Broadcast(limit), clipped));
        return TSimd.MultiplyAdd(value, TSimd.Broadcast(decay), clipped);
    }

    [MethodImpl(AggressiveInlining)]
    public TVector Value<TSimd, TVector>(TVector value) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        TSimd.Multiply(value, TSimd.Broadcast(kept));
}
