using System.Numerics;
using System.Runtime.CompilerServices;
using MiniGrad.Kernels.Simd;

namespace MiniGrad.Kernels;

/// <summary>
/// eˣ and what is made of it. The argument becomes n·log 2 + r with a whole n (Cody and Waite, "Software manual for the elementary functions", 1980),
/// and eʳ = 1 + r + r²·q(r) with a polynomial q.
/// </summary>
/// <remarks>
/// The coefficients were found for this file by the Remez exchange algorithm in 60-digit arithmetic, with the relative error of the finished function as
/// the weight, and rounded to double precision; the largest error of each is given beside it.
/// </remarks>
internal static class Exponential
{
    private const double Log2E = 1.4426950408889634;

    /// <summary>eˣ, exactly 1 at 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ExpOfAtMost<TSimd, TVector, T>(TSimd.Min(TSimd.Constant(typeof(T) == typeof(float) ? 89 : 710), x));

    /// <summary>eˣ for x ≤ 89 in single precision, 710 in double: from a little beyond where it overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpOfAtMost<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = TSimd.Max(TSimd.Constant(Vanishing<T>()), x);
        TVector n = Round<TSimd, TVector, T>(TSimd.Multiply(x, TSimd.Constant(Log2E)));
        return FromParts<TSimd, TVector, T>(n, Reduce<TSimd, TVector, T>(x, n));
    }

    /// <summary>e^(x + rest) for an x ≤ 0 and a small rest, which carries the digits that x had to be rounded by.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpOfSum<TSimd, TVector, T>(TVector x, TVector rest)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = TSimd.Max(TSimd.Constant(Vanishing<T>()), x);
        TVector n = Round<TSimd, TVector, T>(TSimd.Multiply(TSimd.Add(x, rest), TSimd.Constant(Log2E)));
        return FromParts<TSimd, TVector, T>(n, TSimd.Add(Reduce<TSimd, TVector, T>(x, n), rest));
    }

    /// <summary>eˣ − 1 for x ≤ 0, to full relative precision for small ones too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExpMinusOneOfNegative<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = TSimd.Max(TSimd.Constant(-40), x);
        TVector n = Round<TSimd, TVector, T>(TSimd.Multiply(x, TSimd.Constant(Log2E))), r = Reduce<TSimd, TVector, T>(x, n);
        TVector power = FloatFormat<T>.PowerOfTwo<TSimd, TVector>(n);
        TVector small = TSimd.MultiplyAdd(TSimd.Multiply(r, r), Quadratic<TSimd, TVector, T>(r), r);
        return TSimd.MultiplyAdd(power, small, TSimd.Subtract(power, TSimd.Constant(1)));
    }

    /// <summary>tanh x = t / (t + 2) with t = e²ˣ − 1.</summary>
    /// <remarks>
    /// t = 2ⁿ·s + (2ⁿ − 1) with s = eʳ − 1. The rest r is taken from −0.195 to 0.5 and not from −log 2 / 2 to log 2 / 2, so that n is 0 up to where
    /// 2ⁿ·s can no longer cancel against 2ⁿ − 1.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector magnitude = TSimd.Min(TSimd.Constant(typeof(T) == typeof(float) ? 10 : 20), TSimd.Abs(x)), one = TSimd.Constant(1);
        TVector n = Round<TSimd, TVector, T>(TSimd.MultiplyAdd(magnitude, TSimd.Constant(2 * Log2E), TSimd.Constant(-0.2214)));
        TVector r = Reduce<TSimd, TVector, T>(TSimd.Add(magnitude, magnitude), n), power = FloatFormat<T>.PowerOfTwo<TSimd, TVector>(n);
        TVector small = TSimd.MultiplyAdd(TSimd.Multiply(r, r), SkewedQuadratic<TSimd, TVector, T>(r), r);
        TVector numerator = TSimd.MultiplyAdd(power, small, TSimd.Subtract(power, one));
        TVector denominator = TSimd.MultiplyAdd(power, small, TSimd.Add(power, one));
        return TSimd.Or(TSimd.Divide(numerator, denominator), TSimd.And(x, TSimd.Constant(-0.0)));
    }

    /// <summary>σ(x) = 1 / (1 + e^−|x|) for x ≥ 0, e^−|x| / (1 + e^−|x|) for x &lt; 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = TSimd.Constant(1), power = ExpOfAtMost<TSimd, TVector, T>(TSimd.Or(x, TSimd.Constant(-0.0)));
        TVector numerator = TSimd.Select(TSimd.LessThan(x, TSimd.Constant(0)), power, one);
        return TSimd.Divide(numerator, TSimd.Add(one, power));
    }

    /// <summary>Where eˣ has become 0.</summary>
    private static double Vanishing<T>() => typeof(T) == typeof(float) ? -104 : -746;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Round<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector shift = TSimd.Constant(FloatFormat<T>.RoundingShift);
        return TSimd.Subtract(TSimd.Add(x, shift), shift);
    }

    /// <summary>x − n·log 2, with log 2 in two parts, of which the first has so few bits that its product with n is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Reduce<TSimd, TVector, T>(TVector x, TVector n)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double high = typeof(T) == typeof(float) ? 0.693115234375 : 0.693147180369123816490;
        double low = typeof(T) == typeof(float) ? 3.1946184945309417e-5 : 1.90821492927058770002e-10;
        return TSimd.MultiplyAdd(n, TSimd.Constant(-low), TSimd.MultiplyAdd(n, TSimd.Constant(-high), x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector FromParts<TSimd, TVector, T>(TVector n, TVector r)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = TSimd.Constant(1);
        return TSimd.Scale(TSimd.MultiplyAdd(TSimd.MultiplyAdd(Quadratic<TSimd, TVector, T>(r), r, one), r, one), n);
    }

    /// <summary>(eʳ − 1 − r) / r² for |r| ≤ log 2 / 2. Errors of eʳ: 3.1e-9 in single precision, 3.7e-18 in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Quadratic<TSimd, TVector, T>(TVector r)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            TVector q = TSimd.MultiplyAdd(TSimd.Constant(0.0013814496011347815), r, TSimd.Constant(0.0083687802599826185));
            q = TSimd.MultiplyAdd(q, r, TSimd.Constant(0.041668393740172085));
            q = TSimd.MultiplyAdd(q, r, TSimd.Constant(0.16666520110763159));
            return TSimd.MultiplyAdd(q, r, TSimd.Constant(0.49999993414103257));
        }
        TVector p = TSimd.MultiplyAdd(TSimd.Constant(2.4999988775310957e-8), r, TSimd.Constant(2.7630379039924465e-7));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(2.7557587256957847e-6));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(0.000024801492761707251));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(0.00019841269504878627));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(0.0013888888943923626));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(0.0083333333334955594));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(0.041666666666529185));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(0.16666666666666410));
        return TSimd.MultiplyAdd(p, r, TSimd.Constant(0.50000000000000107));
    }

    /// <summary>(eʳ − 1 − r) / r² from −0.195 to 0.505. Relative errors of eʳ − 1: 2.7e-10 in single precision, 3.0e-19 in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector SkewedQuadratic<TSimd, TVector, T>(TVector r)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            TVector q = TSimd.MultiplyAdd(TSimd.Constant(0.00022721229223882053), r, TSimd.Constant(0.0013812941651709337));
            q = TSimd.MultiplyAdd(q, r, TSimd.Constant(0.0083322826185089235));
            q = TSimd.MultiplyAdd(q, r, TSimd.Constant(0.041667143807892527));
            q = TSimd.MultiplyAdd(q, r, TSimd.Constant(0.16666667153521832));
            return TSimd.MultiplyAdd(q, r, TSimd.Constant(0.49999999420643187));
        }
        TVector p = TSimd.MultiplyAdd(TSimd.Constant(2.4065729434089019e-9), r, TSimd.Constant(2.4843408820178147e-8));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(2.7561361680993427e-7));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(2.7557431992143058e-6));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(0.000024801582240890564));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(0.00019841269847223651));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(0.0013888888890537994));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(0.0083333333333241333));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(0.041666666666664664));
        p = TSimd.MultiplyAdd(p, r, TSimd.Constant(0.16666666666666676));
        return TSimd.MultiplyAdd(p, r, TSimd.Constant(0.5));
    }
}
