namespace MiniGrad.Kernels;

/// <summary>Functions of one contiguous row for softmax.</summary>
internal static unsafe class SoftmaxRow<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The number of vectors to sum before the sum is added to a sum of sums.</summary>
    private const int VectorsInPart = 64;

    /// <summary>Elements of a row from one place on, and −∞ behind its end, which is never the largest.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Load<TSimd, TVector>(T* source, int left)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct => left >= TSimd.Lanes
        ? TSimd.Load(source) : TSimd.Select(TSimd.FirstMask(left), TSimd.LoadFirst(source, left), TSimd.Constant(double.NegativeInfinity));

    /// <summary>The largest element. With NaN among them, any: the exponentials bring it to light.</summary>
    [MethodImpl(AggressiveInlining)]
    public static T Largest<TSimd, TVector>(T* x, int count) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        TVector largest = Load<TSimd, TVector>(x, count);
        for (int i = TSimd.Lanes; i < count; i += TSimd.Lanes) largest = TSimd.Max(largest, Load<TSimd, TVector>(x + i, count - i));
        return TSimd.Largest(largest);
    }

    /// <summary>exp(x − m) of the next vector, 0 behind the row's end, and 0 where it would be subnormal.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Power<TSimd, TVector>(T* x, int left, TVector shift)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        Vanishing.Exp<TSimd, TVector, T>(TSimd.Subtract(Load<TSimd, TVector>(x, left), shift));

    /// <summary>exp(x − m), written to the target unless it is null, and their sum.</summary>
    [MethodImpl(AggressiveInlining)]
    public static T Exponentials<TSimd, TVector>(T* x, int count, T largest, T* target)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        TVector shift = TSimd.Broadcast(largest), part = TSimd.Constant(0);
        CascadedSum<T> sum = default;
        for (int i = 0, vectors = 0; i < count; i += TSimd.Lanes)
        {
            TVector power = Power<TSimd, TVector>(x + i, count - i, shift);
            if (target != null) VectorMemory.Store<TSimd, TVector, T>(power, target + i, count - i);
            part = TSimd.Add(part, power);
            if (++vectors < VectorsInPart) continue;
            sum.Add(TSimd.Sum(part));
            part = TSimd.Constant(0);
            vectors = 0;
        }
        return sum.Value + TSimd.Sum(part);
    }
}
