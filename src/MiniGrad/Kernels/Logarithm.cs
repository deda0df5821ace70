using System.Numerics;
using System.Runtime.CompilerServices;
using MiniGrad.Kernels.Simd;

namespace MiniGrad.Kernels;

/// <summary>
/// Natural logarithms. The argument becomes 2ᵉ·(1 + f) with 1 + f from √½ to √2, and log x = e·log 2 + log(1 + f).
/// </summary>
/// <remarks>
/// The coefficients were found for this file by the Remez exchange algorithm in 60-digit arithmetic, with the relative error of log(1 + f) as the
/// weight, and rounded to double precision.
/// </remarks>
internal static class Logarithm
{
    /// <summary>log x; −∞ for 0, NaN for negative numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Log<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isSingle = typeof(T) == typeof(float);
        TVector zero = TSimd.Constant(0), one = TSimd.Constant(1);

        // Subnormal numbers are made normal first.
        TVector isSmall = TSimd.LessThan(x, TSimd.Constant(FloatFormat<T>.SmallestNormal));
        TVector normal = TSimd.Select(isSmall, TSimd.Multiply(x, TSimd.Constant(1L << 54)), x);

        // Adding the distance of the patterns of √½ and 1 makes the exponent step up at √½ instead of at 1.
        TVector shifted = TSimd.AddBits(normal, TSimd.Pattern(isSingle ? 0x3F800000 - 0x3F3504F3 : 0x3FF0000000000000 - 0x3FE6A09E667F3BCD));
        TVector biased = TSimd.Or(TSimd.ShiftRight(shifted, FloatFormat<T>.SignificandBits), TSimd.Constant(FloatFormat<T>.RoundingShift));
        TVector exponent = TSimd.Subtract(biased, TSimd.Select(
            isSmall, TSimd.Constant(FloatFormat<T>.RoundingShift + FloatFormat<T>.Bias + 54), TSimd.Constant(FloatFormat<T>.RoundingShift + FloatFormat<T>.Bias)));
        TVector significand = TSimd.AddBits(
            TSimd.And(shifted, TSimd.Pattern(isSingle ? 0x007FFFFF : 0x000FFFFFFFFFFFFF)), TSimd.Pattern(isSingle ? 0x3F3504F3 : 0x3FE6A09E667F3BCD));
        TVector f = TSimd.Subtract(significand, one);

        TVector y = isSingle ? Single<TSimd, TVector, T>(f, exponent) : Double<TSimd, TVector, T>(f, exponent);
        y = TSimd.Select(TSimd.LessThan(x, TSimd.Constant(double.PositiveInfinity)), y, x);
        TVector outside = TSimd.Select(TSimd.EqualTo(x, zero), TSimd.Constant(double.NegativeInfinity), TSimd.Constant(double.NaN));
        return TSimd.Select(TSimd.LessThanOrEqual(x, zero), outside, y);
    }

    /// <summary>
    /// log(1 + x) = x · log(u) / (u − 1) with u = 1 + x: the error that 1 + x was rounded with is in numerator and denominator alike, and drops out
    /// (Kahan; Higham, "Accuracy and stability of numerical algorithms", 2nd edition, problem 1.5). x where u is 1.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LogOnePlus<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = TSimd.Constant(1), u = TSimd.Add(one, x);
        TVector quotient = TSimd.Divide(Log<TSimd, TVector, T>(u), TSimd.Subtract(u, one));
        TVector isItself = TSimd.Or(TSimd.EqualTo(u, one), TSimd.EqualTo(u, TSimd.Constant(double.PositiveInfinity)));
        return TSimd.Select(isItself, x, TSimd.Multiply(x, quotient));
    }

    /// <summary>log(1 + f) = f − f²/2 + f³·p(f); relative error 7.5e-10.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Single<TSimd, TVector, T>(TVector f, TVector exponent)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector square = TSimd.Multiply(f, f);
        TVector p = TSimd.MultiplyAdd(TSimd.Constant(0.067466364593553306), f, TSimd.Constant(-0.11675650231882036));
        p = TSimd.MultiplyAdd(p, f, TSimd.Constant(0.11888158513896577));
        p = TSimd.MultiplyAdd(p, f, TSimd.Constant(-0.12405587350487561));
        p = TSimd.MultiplyAdd(p, f, TSimd.Constant(0.14219553025022626));
        p = TSimd.MultiplyAdd(p, f, TSimd.Constant(-0.16667996140309803));
        p = TSimd.MultiplyAdd(p, f, TSimd.Constant(0.20002118634202916));
        p = TSimd.MultiplyAdd(p, f, TSimd.Constant(-0.25000009588242965));
        p = TSimd.MultiplyAdd(p, f, TSimd.Constant(0.33333312604258016));
        TVector y = TSimd.MultiplyAdd(exponent, TSimd.Constant(3.1946184945309417e-5), TSimd.Multiply(TSimd.Multiply(square, f), p));
        y = TSimd.MultiplyAdd(square, TSimd.Constant(-0.5), y);
        return TSimd.MultiplyAdd(exponent, TSimd.Constant(0.693115234375), TSimd.Add(f, y));
    }

    /// <summary>
    /// log(1 + f) = f − (h − s·(h + z·p(z))) with s = f / (2 + f), z = s² and h = f²/2, the series of 2·artanh s; relative error 1.2e-18.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Double<TSimd, TVector, T>(TVector f, TVector exponent)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector s = TSimd.Divide(f, TSimd.Add(f, TSimd.Constant(2))), z = TSimd.Multiply(s, s);
        TVector p = TSimd.MultiplyAdd(TSimd.Constant(0.14797508217555186), z, TSimd.Constant(0.15313903309495017));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.18183569732552245));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.22222198476224612));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.28571428743259299));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.39999999999411114));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.66666666666667349));
        TVector half = TSimd.Multiply(TSimd.Multiply(f, f), TSimd.Constant(0.5));
        TVector correction = TSimd.MultiplyAdd(
            s, TSimd.MultiplyAdd(z, p, half), TSimd.Multiply(exponent, TSimd.Constant(1.90821492927058770002e-10)));
        return TSimd.MultiplyAdd(exponent, TSimd.Constant(0.693147180369123816490), TSimd.Subtract(f, TSimd.Subtract(half, correction)));
    }
}
