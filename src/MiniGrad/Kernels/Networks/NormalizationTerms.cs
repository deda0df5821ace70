using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>(x − μ)².</summary>
internal readonly unsafe struct SquaredDeviationTerm<TSimd, TVector, T>(T* x, nint step, TVector mean) : ITerm<TVector>
    where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(AggressiveInlining)]
    public TVector At(int index, int left)
    {
        TVector deviation = TSimd.Subtract(Load<TSimd, TVector, T>(x + index * step, left), mean);
        if (left < TSimd.Lanes) deviation = TSimd.Select(TSimd.FirstMask(left), deviation, TSimd.Constant(0));
        return TSimd.Multiply(deviation, deviation);
    }
}

/// <summary>((x − μ)·scale)², for deviations whose squares overflow.</summary>
internal readonly unsafe struct ScaledSquaredDeviationTerm<TSimd, TVector, T>(T* x, nint step, TVector mean) : ITerm<TVector>
    where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A power of 2 for which squares of the largest numbers stay finite, and those of the smallest that need it above
    /// 0.</summary>
    public static double Scale => typeof(T) == typeof(float) ? 8.271806125530277e-25 : 2.409919865102884e-181;

    [MethodImpl(AggressiveInlining)]
    public TVector At(int index, int left)
    {
        TVector deviation = TSimd.Multiply(
            TSimd.Subtract(Load<TSimd, TVector, T>(x + index * step, left), mean), TSimd.Constant(Scale));
        if (left < TSimd.Lanes) deviation = TSimd.Select(TSimd.FirstMask(left), deviation, TSimd.Constant(0));
        return TSimd.Multiply(deviation, deviation);
    }
}

/// <summary>g·(x − μ), where g is 0 in the elements that do not count, and μ is in two parts.</summary>
internal readonly unsafe struct WeightedDeviationTerm<TSimd, TVector, T>(T* x, T* g, nint step, PreciseMean<TVector> mean) : ITerm<TVector>
    where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(AggressiveInlining)]
    public TVector At(int index, int left)
    {
        TVector deviation = TSimd.Subtract(TSimd.Subtract(Load<TSimd, TVector, T>(x + index * step, left), mean.High), mean.Low);
        return TSimd.Multiply(Load<TSimd, TVector, T>(g + index * step, left), deviation);
    }
}

/// <summary>g·(x − μ)·r in a column, with a mean in two parts and an inverse deviation for each row.</summary>
internal readonly unsafe struct NormalizedByRowTerm<TSimd, TVector, T>(T* x, T* g, nint step, T* mean, T* meanRest, T* inverse)
    : ITerm<TVector>
    where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(AggressiveInlining)]
    public TVector At(int index, int left)
    {
        TVector deviation = TSimd.Subtract(
            TSimd.Subtract(Load<TSimd, TVector, T>(x + index * step, left), TSimd.Broadcast(mean[index])),
            TSimd.Broadcast(meanRest[index]));
        TVector normalized = TSimd.Multiply(deviation, TSimd.Broadcast(inverse[index]));
        return TSimd.Multiply(Load<TSimd, TVector, T>(g + index * step, left), normalized);
    }
}
