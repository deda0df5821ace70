using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Means in two parts: <see cref="High"/>, and <see cref="Low"/>, its rounding error. A mean that is subtracted from numbers near
/// it needs both: half a last bit of a mean may be a large part of a deviation.</summary>
/// <remarks>Sums carry their rounding errors along (Ogita, Rump and Oishi, "Accurate sum and dot product", 2005: Sum2).</remarks>
internal readonly struct PreciseMean<TVector>(TVector high, TVector low) where TVector : struct
{
    public TVector High => high;

    public TVector Low => low;
}

/// <summary>Computes precise means.</summary>
internal static unsafe class PreciseMean
{
    /// <summary>The means of a vector of columns, of which some may be left, in rows a step apart.</summary>
    [MethodImpl(AggressiveInlining)]
    public static PreciseMean<TVector> OfColumns<TSimd, TVector, T>(T* x, nint step, int rows, TVector count, int left)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        (TVector sum, TVector error) = Sum<TSimd, TVector, T>(x, step, rows, left);
        (sum, error) = Two<TSimd, TVector, T>(sum, error);
        TVector high = TSimd.Divide(sum, count);
        return new(high, TSimd.Divide(TSimd.Add(TSimd.FusedMultiplyAdd(TSimd.Negate(high), count, sum), error), count));
    }

    /// <summary>The mean of a row.</summary>
    [MethodImpl(AggressiveInlining)]
    public static PreciseMean<T> OfRow<TSimd, TVector, T>(T* x, int columns, T count)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int whole = columns / TSimd.Lanes, rest = columns % TSimd.Lanes;
        (TVector sum, TVector error) = Sum<TSimd, TVector, T>(x, TSimd.Lanes, whole, TSimd.Lanes);
        if (rest > 0)
        {
            (sum, TVector more) = Two<TSimd, TVector, T>(sum, Load<TSimd, TVector, T>(x + whole * TSimd.Lanes, rest));
            error = TSimd.Add(error, more);
        }
        T* lanes = stackalloc T[TSimd.Lanes];
        TSimd.Store(sum, lanes);
        T total = lanes[0], left = TSimd.Sum(error);
        for (int i = 1; i < TSimd.Lanes; i++)
        {
            (total, T more) = Two<SimdScalar<T>, T, T>(total, lanes[i]);
            left += more;
        }
        (total, left) = Two<SimdScalar<T>, T, T>(total, left);
        T high = total / count;
        return new(high, (T.FusedMultiplyAdd(-high, count, total) + left) / count);
    }

    /// <summary>The sum of vectors a step apart, and its rounding error. Two chains, as each addition waits for the last.</summary>
    [MethodImpl(AggressiveInlining)]
    private static (TVector Sum, TVector Error) Sum<TSimd, TVector, T>(T* x, nint step, int count, int left)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector s0 = TSimd.Constant(0), s1 = s0, e0 = s0, e1 = s0;
        int i = 0;
        for (; i <= count - 2; i += 2)
        {
            (s0, TVector d0) = Two<TSimd, TVector, T>(s0, Load<TSimd, TVector, T>(x + i * step, left));
            (s1, TVector d1) = Two<TSimd, TVector, T>(s1, Load<TSimd, TVector, T>(x + (i + 1) * step, left));
            e0 = TSimd.Add(e0, d0);
            e1 = TSimd.Add(e1, d1);
        }
        if (i < count)
        {
            (s0, TVector d0) = Two<TSimd, TVector, T>(s0, Load<TSimd, TVector, T>(x + i * step, left));
            e0 = TSimd.Add(e0, d0);
        }
        (s0, TVector d) = Two<TSimd, TVector, T>(s0, s1);
        return (s0, TSimd.Add(TSimd.Add(e0, e1), d));
    }

    /// <inheritdoc cref="Two{TSimd, TVector, T}"/>
    [MethodImpl(AggressiveInlining)]
    public static (double Sum, double Error) Two(double a, double b) => Two<SimdScalar<double>, double, double>(a, b);

    /// <summary>a + b as rounded, and what that leaves out, exactly (Knuth, "The art of computer programming", volume 2, 4.2.2).</summary>
    [MethodImpl(AggressiveInlining)]
    private static (TVector Sum, TVector Error) Two<TSimd, TVector, T>(TVector a, TVector b)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector sum = TSimd.Add(a, b), second = TSimd.Subtract(sum, a);
        return (sum, TSimd.Add(TSimd.Subtract(a, TSimd.Subtract(sum, second)), TSimd.Subtract(b, second)));
    }
}
