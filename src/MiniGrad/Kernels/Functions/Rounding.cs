namespace MiniGrad.Kernels;

/// <summary>Whole numbers near a number. The sign stays, also where the whole number is 0.</summary>
internal static class Rounding
{
    /// <summary>The nearest, the even one of two.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Round<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // From 2ᵖ on, with p stored bits, all numbers are whole; a smaller one loses its fraction where 2ᵖ is added to it.
        TVector whole = TSimd.Constant(typeof(T) == typeof(float) ? 1L << 23 : 1L << 52), magnitude = TSimd.Abs(x);
        TVector rounded = TSimd.Subtract(TSimd.Add(magnitude, whole), whole);
        return TSimd.Select(TSimd.LessThan(magnitude, whole), WithSign<TSimd, TVector, T>(rounded, x), x);
    }

    /// <summary>The largest that is not above.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Floor<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector rounded = Round<TSimd, TVector, T>(x);
        TVector excess = TSimd.And(TSimd.LessThan(x, rounded), TSimd.Constant(1));
        return WithSign<TSimd, TVector, T>(TSimd.Subtract(rounded, excess), x);
    }

    /// <summary>The smallest that is not below.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Ceiling<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector rounded = Round<TSimd, TVector, T>(x);
        TVector shortfall = TSimd.And(TSimd.LessThan(rounded, x), TSimd.Constant(1));
        return WithSign<TSimd, TVector, T>(TSimd.Add(rounded, shortfall), x);
    }

    /// <summary>The nearest towards 0.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Truncate<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        WithSign<TSimd, TVector, T>(Floor<TSimd, TVector, T>(TSimd.Abs(x)), x);

    /// <summary>A number that is 0 or has the sign of x, with the sign of x.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector WithSign<TSimd, TVector, T>(TVector number, TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TSimd.Or(number, TSimd.And(x, TSimd.Constant(-0.0)));
}
