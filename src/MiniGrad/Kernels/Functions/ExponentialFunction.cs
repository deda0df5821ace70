namespace MiniGrad.Kernels;

/// <summary>eˣ and functions made of it. The argument becomes n·log 2 + r with a whole n (Cody and Waite, "Software manual for the
/// elementary functions", 1980), and eʳ = 1 + r + r²·q(r) with a polynomial q.</summary>
/// <remarks>The coefficients were found for this file by the Remez exchange algorithm in 60-digit arithmetic, with the relative error of
/// the finished function as the weight, and rounded to double precision; the largest error of each is given beside it.</remarks>
internal static class ExponentialFunction
{
    private const double Log2E = 1.4426950408889634;

    /// <summary>Below this the square of a number is nothing beside it.</summary>
    private const double Negligible = 1e-20;

    /// <summary>eˣ, exactly 1 at 0.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Exp<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        ExpOfAtMost<TSimd, TVector, T>(TSimd.Min(TSimd.Constant(typeof(T) == typeof(float) ? 89 : 710), x));

    /// <summary>eˣ for x ≤ 89 in single precision, 710 in double: from a little beyond where it overflows.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector ExpOfAtMost<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = TSimd.Max(TSimd.Constant(Vanishing<T>()), x);
        TVector n = Exponent<TSimd, TVector, T>(x);
        return FromParts<TSimd, TVector, T>(n, Reduce<TSimd, TVector, T>(x, n));
    }

    /// <summary>e^(x + rest) for an x ≤ 0 and a small rest, which carries the digits that x had to be rounded by.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector ExpOfSum<TSimd, TVector, T>(TVector x, TVector rest)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = TSimd.Max(TSimd.Constant(Vanishing<T>()), x);
        TVector n = Exponent<TSimd, TVector, T>(x);
        return FromParts<TSimd, TVector, T>(n, TSimd.Add(Reduce<TSimd, TVector, T>(x, n), rest));
    }

    /// <summary>eˣ − 1 for x ≤ 0, to full relative precision for small ones too.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector ExpMinusOneOfNegative<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        x = TSimd.Max(TSimd.Constant(-40), x);
        TVector n = Exponent<TSimd, TVector, T>(x, Log2E, out TVector power), r = Reduce<TSimd, TVector, T>(x, n);
        TVector small = TSimd.MultiplyAdd(TSimd.Multiply(r, r), Quadratic<TSimd, TVector, T>(r), r);
        return TSimd.MultiplyAdd(power, small, TSimd.Subtract(power, TSimd.Constant(1)));
    }

    /// <summary>eˣ − 1, to full relative precision for small x too.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector ExpMinusOne<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector inside = TSimd.Max(TSimd.Constant(-40), TSimd.Min(TSimd.Constant(typeof(T) == typeof(float) ? 89 : 710), x));
        TVector y = TSimd.Multiply(QuarterOfExpMinusOne<TSimd, TVector, T>(inside), TSimd.Constant(4));
        return TSimd.Select(TSimd.LessThan(TSimd.Abs(x), TSimd.Constant(Negligible)), x, y);
    }

    /// <summary>sinh x = (E + E / (E + 1)) / 2 with E = e^|x| − 1, and the sign of x. E itself may overflow where sinh x does not; a
    /// quarter of it does not.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Sinh<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector magnitude = TSimd.Min(TSimd.Constant(HyperbolicLimit<T>()), TSimd.Abs(x));
        TVector quarter = QuarterOfExpMinusOne<TSimd, TVector, T>(magnitude);
        TVector power = TSimd.MultiplyAdd(quarter, TSimd.Constant(4), TSimd.Constant(1));
        TVector y = TSimd.Multiply(TSimd.Add(quarter, TSimd.Divide(quarter, power)), TSimd.Constant(2));
        y = TSimd.Select(TSimd.LessThan(magnitude, TSimd.Constant(Negligible)), magnitude, y);
        return TSimd.Or(y, TSimd.And(x, TSimd.Constant(-0.0)));
    }

    /// <summary>cosh x = h + ¼ / h with h = e^|x| / 2.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Cosh<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector magnitude = TSimd.Min(TSimd.Constant(HyperbolicLimit<T>()), TSimd.Abs(x)), n = Exponent<TSimd, TVector, T>(magnitude);
        TVector half = FromParts<TSimd, TVector, T>(TSimd.Subtract(n, TSimd.Constant(1)), Reduce<TSimd, TVector, T>(magnitude, n));
        return TSimd.Add(half, TSimd.Divide(TSimd.Constant(0.25), half));
    }

    /// <summary>tanh x = 1 − 1 / ((e²ˣ + 1) / 2) for |x| > 0.625, else x + x³·p(x²), which keeps the digits of small ones.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Tanh<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = TSimd.Constant(1), magnitude = TSimd.Min(TSimd.Constant(typeof(T) == typeof(float) ? 10 : 20), TSimd.Abs(x));

        // The cube of a tiny number would be subnormal, which takes processors a hundred times as long, and is nothing beside it.
        TVector tiny = TSimd.Constant(typeof(T) == typeof(float) ? 1e-12 : 1e-100);
        TVector square = TSimd.Select(TSimd.LessThan(tiny, magnitude), magnitude, TSimd.Constant(0));
        square = TSimd.Multiply(square, square);
        TVector small = TSimd.MultiplyAdd(TSimd.Multiply(x, square), TanhCubic<TSimd, TVector, T>(square), x);

        TVector inverse = TSimd.Divide(one, HalfOfSquarePlusOne<TSimd, TVector, T>(magnitude));

        // The compiler makes one instruction of this order of difference and choice.
        TVector result = TSimd.Select(TSimd.LessThan(TSimd.Constant(0.625), magnitude), TSimd.Subtract(one, inverse), small);
        return TSimd.Or(result, TSimd.And(x, TSimd.Constant(-0.0)));
    }

    /// <summary>(e²ˣ + 1) / 2 for 0 ≤ x ≤ 20.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector HalfOfSquarePlusOne<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector half = TSimd.Constant(0.5);
        TVector n = Exponent<TSimd, TVector, T>(x, 2 * Log2E, out TVector power);
        if (typeof(T) == typeof(float))
        {
            // One part of log 2 will do, and half the remainder: the coefficients are those of Quadratic times powers of 2.
            TVector r = TSimd.MultiplyAdd(n, TSimd.Constant(-0.34657359027997265), x);
            TVector s = TSimd.MultiplyAdd(TSimd.Constant(0.044206387236313013), r, TSimd.Constant(0.13390048415972180));
            s = TSimd.MultiplyAdd(s, r, TSimd.Constant(0.33334714992137668));
            s = TSimd.MultiplyAdd(s, r, TSimd.Constant(0.66666080443052636));
            s = TSimd.MultiplyAdd(s, r, TSimd.Constant(0.99999986828206514));
            s = TSimd.MultiplyAdd(s, r, TSimd.Constant(1));
            s = TSimd.MultiplyAdd(s, r, half);
            return TSimd.MultiplyAdd(s, power, half);
        }
        TVector series = PowerSeries<TSimd, TVector, T>(Reduce<TSimd, TVector, T>(TSimd.Add(x, x), n));
        return TSimd.MultiplyAdd(TSimd.Multiply(series, half), power, half);
    }

    /// <summary>σ(x) = eˣ / (1 + eˣ): also for large x, where an error of eˣ does not count and the quotient rounds to 1.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Sigmoid<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector power = ExpOfAtMost<TSimd, TVector, T>(TSimd.Min(TSimd.Constant(50), x));
        return TSimd.Divide(power, TSimd.Add(TSimd.Constant(1), power));
    }

    /// <summary>The x below which eˣ is 0.</summary>
    [MethodImpl(AggressiveInlining)] private static double Vanishing<T>() => typeof(T) == typeof(float) ? -104 : -746;

    /// <summary>An x from which on sinh x and cosh x overflow.</summary>
    [MethodImpl(AggressiveInlining)] private static double HyperbolicLimit<T>() => typeof(T) == typeof(float) ? 89.5 : 710.5;

    /// <summary>(eˣ − 1) / 4 for x from −40 to where eˣ / 4 overflows.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector QuarterOfExpMinusOne<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector n = Exponent<TSimd, TVector, T>(x), r = Reduce<TSimd, TVector, T>(x, n);
        TVector small = TSimd.MultiplyAdd(TSimd.Multiply(r, r), Quadratic<TSimd, TVector, T>(r), r);
        TVector power = FloatFormat<T>.PowerOfTwo<TSimd, TVector>(TSimd.Subtract(n, TSimd.Constant(2)));
        return TSimd.MultiplyAdd(power, small, TSimd.Subtract(power, TSimd.Constant(0.25)));
    }

    /// <summary>x / log 2, rounded to a whole number.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector Exponent<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector shift = TSimd.Constant(FloatFormat<T>.RoundingShift);
        return TSimd.Subtract(TSimd.MultiplyAdd(x, TSimd.Constant(Log2E), shift), shift);
    }

    /// <summary>x / log 2, rounded to a whole number n, and 2ⁿ, which has to be normal.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector Exponent<TSimd, TVector, T>(TVector x, double perUnit, out TVector power)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // With the bias in the shift, the low bits are the exponent as it is stored.
        TVector shift = TSimd.Constant(FloatFormat<T>.RoundingShift + FloatFormat<T>.Bias);
        TVector biased = TSimd.MultiplyAdd(x, TSimd.Constant(perUnit), shift);
        power = typeof(T) == typeof(float) ? TSimd.ShiftLeft(biased, 23) : TSimd.ShiftLeft(biased, 52);
        return TSimd.Subtract(biased, shift);
    }

    /// <summary>x − n·log 2, with log 2 in two parts, of which the first has so few bits that its product with n is exact.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector Reduce<TSimd, TVector, T>(TVector x, TVector n)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double high = typeof(T) == typeof(float) ? 0.693115234375 : 0.693147180369123816490;
        double low = typeof(T) == typeof(float) ? 3.1946184945309417e-5 : 1.90821492927058770002e-10;
        return TSimd.MultiplyAdd(n, TSimd.Constant(-low), TSimd.MultiplyAdd(n, TSimd.Constant(-high), x));
    }

    [MethodImpl(AggressiveInlining)]
    private static TVector FromParts<TSimd, TVector, T>(TVector n, TVector r)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TSimd.Scale(PowerSeries<TSimd, TVector, T>(r), n);

    /// <summary>eʳ for |r| ≤ log 2 / 2, exactly 1 at 0.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector PowerSeries<TSimd, TVector, T>(TVector r)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector one = TSimd.Constant(1);
        return TSimd.MultiplyAdd(TSimd.MultiplyAdd(Quadratic<TSimd, TVector, T>(r), r, one), r, one);
    }

    /// <summary>(eʳ − 1 − r) / r² for |r| ≤ log 2 / 2. Errors of eʳ: 3.1e-9 in single precision, 3.7e-18 in double.</summary>
    [MethodImpl(AggressiveInlining | AggressiveOptimization)]
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

        // Even and odd powers apart: half the latency.
        TVector square = TSimd.Multiply(r, r);
        TVector even = TSimd.MultiplyAdd(TSimd.Constant(2.7630379039924465e-7), square, TSimd.Constant(0.000024801492761707251));
        TVector odd = TSimd.MultiplyAdd(TSimd.Constant(2.4999988775310957e-8), square, TSimd.Constant(2.7557587256957847e-6));
        even = TSimd.MultiplyAdd(even, square, TSimd.Constant(0.0013888888943923626));
        odd = TSimd.MultiplyAdd(odd, square, TSimd.Constant(0.00019841269504878627));
        even = TSimd.MultiplyAdd(even, square, TSimd.Constant(0.041666666666529185));
        odd = TSimd.MultiplyAdd(odd, square, TSimd.Constant(0.0083333333334955594));
        even = TSimd.MultiplyAdd(even, square, TSimd.Constant(0.50000000000000107));
        odd = TSimd.MultiplyAdd(odd, square, TSimd.Constant(0.16666666666666410));
        return TSimd.MultiplyAdd(odd, r, even);
    }

    /// <summary>(tanh x / x − 1) / x² of z = x² for |x| ≤ 0.625. Errors of tanh x: 4.4e-9 in single precision, 1.0e-17 in double.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector TanhCubic<TSimd, TVector, T>(TVector z)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            TVector q = TSimd.MultiplyAdd(TSimd.Constant(-0.0057049743940144848), z, TSimd.Constant(0.020639078458957473));
            q = TSimd.MultiplyAdd(q, z, TSimd.Constant(-0.053739713908561846));
            q = TSimd.MultiplyAdd(q, z, TSimd.Constant(0.13331442221237584));
            return TSimd.MultiplyAdd(q, z, TSimd.Constant(-0.33333281945554359));
        }
        TVector p = TSimd.MultiplyAdd(TSimd.Constant(-0.000016072541982666243), z, TSimd.Constant(0.000077144306936142156));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.00022856415443542341));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.00058631650927019798));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.0014549588671865662));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.0035919891713590183));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.0088632210022680134));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.021869487576061320));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.053968253931265970));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.13333333333262087));
        return TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.33333333333332855));
    }
}
