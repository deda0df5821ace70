namespace MiniGrad.Kernels;

/// <summary>The inverses of sine, cosine and tangent.</summary>
/// <remarks>The coefficients were found for this file by the Remez exchange algorithm in 60-digit arithmetic, with the relative error of
/// the finished function as the weight, and rounded to double precision; the largest error of each is given beside it.</remarks>
internal static class InverseTrigonometricFunction
{
    /// <summary>arcsin x; NaN outside of [−1, 1]. From |x| = ½ on it is π/2 − 2·arcsin √((1 − |x|) / 2).</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Asin<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector inner = Arcsine<TSimd, TVector, T>(TSimd.Abs(x), out TVector isInner);
        TVector twice = TSimd.Add(inner, inner);
        TVector outer = TSimd.Add(HalfPi<TSimd, TVector, T>(), TSimd.Subtract(HalfPiRest<TSimd, TVector, T>(), twice));
        return TSimd.Or(TSimd.Select(isInner, inner, outer), TSimd.And(x, TSimd.Constant(-0.0)));
    }

    /// <summary>arccos x; NaN outside of [−1, 1].</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Acos<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector sign = TSimd.And(x, TSimd.Constant(-0.0)), isNegative = TSimd.LessThan(x, TSimd.Constant(0));
        TVector inner = Arcsine<TSimd, TVector, T>(TSimd.Abs(x), out TVector isInner);
        TVector half = HalfPi<TSimd, TVector, T>(), rest = HalfPiRest<TSimd, TVector, T>();
        // π/2 − arcsin x for small x; else 2·arcsin √(…), or π less that.
        TVector near = TSimd.Add(half, TSimd.Subtract(rest, TSimd.Xor(inner, sign)));
        TVector twice = TSimd.Add(inner, inner);
        TVector far = TSimd.Select(
            isNegative, TSimd.Add(TSimd.Add(half, half), TSimd.Subtract(TSimd.Add(rest, rest), twice)), twice);
        return TSimd.Select(isInner, near, far);
    }

    /// <summary>arctan x, from |x| = 1 on π/2 − arctan 1/|x|.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Atan<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector magnitude = TSimd.Abs(x), one = TSimd.Constant(1), isLarge = TSimd.LessThan(one, magnitude);
        TVector quotient = TSimd.Divide(TSimd.Select(isLarge, one, magnitude), TSimd.Select(isLarge, magnitude, one));
        TVector angle = Arctangent<TSimd, TVector, T>(quotient);
        angle = TSimd.Select(isLarge, Complement<TSimd, TVector, T>(angle), angle);
        return TSimd.Or(angle, TSimd.And(x, TSimd.Constant(-0.0)));
    }

    /// <summary>The angle of the point (x, y), from −π to π, in the quadrants that the signs of zeros and infinities say.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Atan2<TSimd, TVector, T>(TVector y, TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector zero = TSimd.Constant(0), one = TSimd.Constant(1), minus = TSimd.Constant(-0.0);
        TVector up = TSimd.Abs(y), right = TSimd.Abs(x), isSteep = TSimd.LessThan(right, up);
        TVector smaller = TSimd.Select(isSteep, right, up), larger = TSimd.Select(isSteep, up, right);
        // Two infinities make half a right angle, two zeros none.
        TVector quotient = TSimd.Select(
            TSimd.EqualTo(smaller, larger), TSimd.And(TSimd.LessThan(zero, larger), one), TSimd.Divide(smaller, larger));
        TVector angle = Arctangent<TSimd, TVector, T>(quotient);
        angle = TSimd.Select(isSteep, Complement<TSimd, TVector, T>(angle), angle);
        TVector isLeft = TSimd.LessThan(TSimd.Or(TSimd.And(x, minus), one), zero);
        TVector half = HalfPi<TSimd, TVector, T>(), rest = HalfPiRest<TSimd, TVector, T>();
        TVector opposite = TSimd.Add(TSimd.Add(half, half), TSimd.Subtract(TSimd.Add(rest, rest), angle));
        angle = TSimd.Or(TSimd.Select(isLeft, opposite, angle), TSimd.And(y, minus));
        TVector isNumber = TSimd.And(TSimd.EqualTo(x, x), TSimd.EqualTo(y, y));
        return TSimd.Select(isNumber, angle, TSimd.Add(x, y));
    }

    /// <summary>π/2, rounded.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector HalfPi<TSimd, TVector, T>()
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TSimd.Constant(typeof(T) == typeof(float) ? 1.5707963705062866 : 1.5707963267948966);

    /// <summary>What π/2 was rounded by.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector HalfPiRest<TSimd, TVector, T>()
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TSimd.Constant(typeof(T) == typeof(float) ? -4.3711390001862426e-08 : 6.123233995736766e-17);

    /// <summary>π/2 less an angle.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector Complement<TSimd, TVector, T>(TVector angle)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TSimd.Add(HalfPi<TSimd, TVector, T>(), TSimd.Subtract(HalfPiRest<TSimd, TVector, T>(), angle));

    /// <summary>arcsin a = a + a·z·p(z), z = a², for a below ½; from there on the arcsine of √((1 − a) / 2), which is at most ½.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector Arcsine<TSimd, TVector, T>(TVector a, out TVector isInner)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector half = TSimd.Constant(0.5);
        isInner = TSimd.LessThan(a, half);
        TVector z = TSimd.Select(isInner, TSimd.Multiply(a, a), TSimd.Multiply(TSimd.Subtract(TSimd.Constant(1), a), half));
        TVector root = TSimd.Select(isInner, a, TSimd.SquareRoot(z));
        return TSimd.MultiplyAdd(TSimd.Multiply(root, z), ArcsineCubic<TSimd, TVector, T>(z), root);
    }

    /// <summary>arctan q = q + q·z·p(z), z = q², for q from 0 to 1.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector Arctangent<TSimd, TVector, T>(TVector q)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector z = TSimd.Multiply(q, q);
        return TSimd.MultiplyAdd(TSimd.Multiply(q, z), ArctangentCubic<TSimd, TVector, T>(z), q);
    }

    /// <summary>(arcsin a / a − 1) / a² of z = a² ≤ ¼. Errors of arcsin a: 4.9e-9 in single precision, 1.5e-17 in double.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector ArcsineCubic<TSimd, TVector, T>(TVector z)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            TVector q = TSimd.MultiplyAdd(TSimd.Constant(0.042166326327382048), z, TSimd.Constant(0.024179503783585174));
            q = TSimd.MultiplyAdd(q, z, TSimd.Constant(0.045470378372591774));
            q = TSimd.MultiplyAdd(q, z, TSimd.Constant(0.074952976191698012));
            return TSimd.MultiplyAdd(q, z, TSimd.Constant(0.1666675248303336));
        }
        TVector p = TSimd.MultiplyAdd(TSimd.Constant(0.031911727783248301), z, TSimd.Constant(-0.016223455926003783));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.01952775473131057));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.0065281622226085924));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.012169168452636874));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.013885242021520427));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.017359704102334356));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.022371758094167167));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.030381959135137298));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.044642856828373406));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.075000000003369576));
        return TSimd.MultiplyAdd(p, z, TSimd.Constant(0.16666666666665409));
    }

    /// <summary>(arctan q / q − 1) / q² of z = q² ≤ 1. Errors of arctan q: 2.6e-9 in single precision, 2.9e-17 in double.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector ArctangentCubic<TSimd, TVector, T>(TVector z)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            TVector q = TSimd.MultiplyAdd(TSimd.Constant(-0.0017936593028059017), z, TSimd.Constant(0.010914781479377406));
            q = TSimd.MultiplyAdd(q, z, TSimd.Constant(-0.031178189993889872));
            q = TSimd.MultiplyAdd(q, z, TSimd.Constant(0.057957959662467348));
            q = TSimd.MultiplyAdd(q, z, TSimd.Constant(-0.084034732154246147));
            q = TSimd.MultiplyAdd(q, z, TSimd.Constant(0.10952194234341819));
            q = TSimd.MultiplyAdd(q, z, TSimd.Constant(-0.14264243429558087));
            q = TSimd.MultiplyAdd(q, z, TSimd.Constant(0.19998548458549825));
            return TSimd.MultiplyAdd(q, z, TSimd.Constant(-0.33333299094816672));
        }
        TVector p = TSimd.MultiplyAdd(TSimd.Constant(-2.0256933228441535e-5), z, TSimd.Constant(0.00022300761269100085));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.0011640099936207562));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.0038558186492638316));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.009184292186510524));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.016977710541578239));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.025826506354875682));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.03406761890256952));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.040926288570829492));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.046739463154926363));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.052392322188413299));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.058773076707481687));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.066658603669885165));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.076922129350056582));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.090909012363046925));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.11111110678846335));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.14285714271340523));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.19999999999755183));
        return TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.3333333333333186));
    }
}
