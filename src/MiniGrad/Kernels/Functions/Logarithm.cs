namespace MiniGrad.Kernels;

/// <summary>Natural logarithms. The argument becomes 2ᵉ·(1 + f) with 1 + f from ¾ to 3/2, and log x = e·log 2 + log(1 + f).</summary>
/// <remarks>The coefficients were found for this file by the Remez exchange algorithm in 60-digit arithmetic, with the relative error of
/// log(1 + f) as the weight, and rounded to double precision.</remarks>
internal static class Logarithm
{
    /// <summary>log x; −∞ for 0, NaN for negative numbers.</summary>
    [MethodImpl(AggressiveInlining | AggressiveOptimization)]
    public static TVector Log<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector f = TSimd.Subtract(TSimd.Split(x, out TVector exponent), TSimd.Constant(1));
        return typeof(T) == typeof(float) ? Single<TSimd, TVector, T>(f, exponent) : Double<TSimd, TVector, T>(f, exponent);
    }

    /// <summary>log(1 + x) = x · log(u) / (u − 1) with u = 1 + x: the error that 1 + x was rounded with is in numerator and denominator
    /// alike, and drops out (Kahan; Higham, "Accuracy and stability of numerical algorithms", 2nd edition, problem 1.5). x where u is
    /// 1.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector LogOnePlus<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = TSimd.Constant(1), u = TSimd.Add(one, x);
        TVector quotient = TSimd.Divide(Log<TSimd, TVector, T>(u), TSimd.Subtract(u, one));
        TVector isItself = TSimd.Or(TSimd.EqualTo(u, one), TSimd.EqualTo(u, TSimd.Constant(double.PositiveInfinity)));
        return TSimd.Select(isItself, x, TSimd.Multiply(x, quotient));
    }

    /// <summary>log(1 + x) for x from 0 to 1, in fewer steps: 1 + x is 2ᵉ·(1 + f) with e = 0 and f = x, or with e = 1 and f = (x − 1) / 2,
    /// both of which are exact.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector LogOnePlusFraction<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector half = TSimd.Constant(0.5), isLarge = TSimd.LessThan(half, x);
        TVector f = TSimd.Select(isLarge, TSimd.Multiply(TSimd.Subtract(x, TSimd.Constant(1)), half), x);
        TVector exponent = TSimd.And(isLarge, TSimd.Constant(1));
        return typeof(T) == typeof(float) ? Single<TSimd, TVector, T>(f, exponent) : Double<TSimd, TVector, T>(f, exponent);
    }

    /// <summary>log₂ x = e + log(1 + f) / log 2.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Log2<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector significand = TSimd.Split(WithoutNegativeZero<TSimd, TVector, T>(x), out TVector exponent);
        return TSimd.MultiplyAdd(Log<TSimd, TVector, T>(significand), TSimd.Constant(1.4426950408889634), exponent);
    }

    /// <summary>log₁₀ x = e·log₁₀ 2 + log(1 + f) / log 10, with log₁₀ 2 in two parts, of which the first has so few bits that its product
    /// with e is exact.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Log10<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isSingle = typeof(T) == typeof(float);
        TVector significand = TSimd.Split(WithoutNegativeZero<TSimd, TVector, T>(x), out TVector exponent);
        TVector rest = TSimd.Multiply(exponent, TSimd.Constant(isSingle ? 4.605038981195214e-06 : 1.1451100898021838e-10));
        rest = TSimd.MultiplyAdd(Log<TSimd, TVector, T>(significand), TSimd.Constant(0.43429448190325183), rest);
        return TSimd.MultiplyAdd(exponent, TSimd.Constant(isSingle ? 0.301025390625 : 0.3010299955494702), rest);
    }

    // The significand of −0 may be negative, and has no logarithm then.
    [MethodImpl(AggressiveInlining)]
    private static TVector WithoutNegativeZero<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TSimd.Add(x, TSimd.Constant(0));

    /// <summary>log(1 + f) = f − f²/2 + f³·p(f); relative error 9.1e-10.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector Single<TSimd, TVector, T>(TVector f, TVector exponent)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector square = TSimd.Multiply(f, f);
        // Even and odd powers apart: half the latency, which is what this is bound by.
        TVector even = TSimd.MultiplyAdd(TSimd.Constant(0.037672542084652541), square, TSimd.Constant(0.11700649682359525));
        TVector odd = TSimd.MultiplyAdd(TSimd.Constant(-0.091161424338912561), square, TSimd.Constant(-0.12727785730088129));
        even = TSimd.MultiplyAdd(even, square, TSimd.Constant(0.14276241590136860));
        odd = TSimd.MultiplyAdd(odd, square, TSimd.Constant(-0.16655296352760488));
        even = TSimd.MultiplyAdd(even, square, TSimd.Constant(0.19999604700659905));
        odd = TSimd.MultiplyAdd(odd, square, TSimd.Constant(-0.25000165270440082));
        even = TSimd.MultiplyAdd(even, square, TSimd.Constant(0.33333339864362004));
        TVector p = TSimd.MultiplyAdd(odd, f, even);
        TVector y = TSimd.MultiplyAdd(TSimd.Multiply(square, f), p, TSimd.Multiply(exponent, TSimd.Constant(3.1946184945309417e-5)));
        y = TSimd.MultiplyAdd(square, TSimd.Constant(-0.5), y);
        return TSimd.MultiplyAdd(exponent, TSimd.Constant(0.693115234375), TSimd.Add(f, y));
    }

    /// <summary>log(1 + f) = f − (h − s·(h + z·p(z))) with s = f / (2 + f), z = s² and h = f²/2, the series of 2·artanh s; relative error
    /// 1.4e-19.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector Double<TSimd, TVector, T>(TVector f, TVector exponent)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector s = TSimd.Divide(f, TSimd.Add(f, TSimd.Constant(2))), z = TSimd.Multiply(s, s);
        TVector p = TSimd.MultiplyAdd(TSimd.Constant(0.13838570210602716), z, TSimd.Constant(0.13174261512523898));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.15391072436237737));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.18181667088771728));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.22222224276186823));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.28571428556007452));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.40000000000055940));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.66666666666666597));
        TVector half = TSimd.Multiply(TSimd.Multiply(f, f), TSimd.Constant(0.5));
        TVector correction = TSimd.MultiplyAdd(
            s, TSimd.MultiplyAdd(z, p, half), TSimd.Multiply(exponent, TSimd.Constant(1.90821492927058770002e-10)));
        return TSimd.MultiplyAdd(exponent, TSimd.Constant(0.693147180369123816490), TSimd.Subtract(f, TSimd.Subtract(half, correction)));
    }
}
