using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace MiniGrad.Kernels;

/// <summary>Sine, cosine and tangent. The argument becomes n·π/2 + r with a whole n (Cody and Waite, "Software manual for the elementary
/// functions", 1980), and a polynomial gives the sine or the cosine of r.</summary>
/// <remarks>The coefficients were found for this file by the Remez exchange algorithm in 60-digit arithmetic, with the relative error of
/// the finished function as the weight, and rounded to double precision; the largest error of each is given beside it.</remarks>
internal static class TrigonometricFunction
{
    /// <summary>sin x.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Sin<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector magnitude = TSimd.Abs(x), r = Reduce<TSimd, TVector, T>(magnitude, out TVector quadrant);
        TVector y = TSimd.Xor(OfQuadrant<TSimd, TVector, T>(r, quadrant), TSimd.And(x, TSimd.Constant(-0.0)));
        return IsAnyLarge<TSimd, TVector, T>(magnitude) ? ReplaceLarge<TSimd, TVector, T>(x, y, Math.Sin) : y;
    }

    /// <summary>cos x.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Cos<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector magnitude = TSimd.Abs(x), r = Reduce<TSimd, TVector, T>(magnitude, out TVector quadrant);
        TVector y = OfQuadrant<TSimd, TVector, T>(r, TSimd.AddBits(quadrant, TSimd.Pattern(1)));
        return IsAnyLarge<TSimd, TVector, T>(magnitude) ? ReplaceLarge<TSimd, TVector, T>(x, y, Math.Cos) : y;
    }

    /// <summary>tan x = sin r / cos r for an even n, −cos r / sin r for an odd one.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Tan<TSimd, TVector, T>(TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector magnitude = TSimd.Abs(x), r = Reduce<TSimd, TVector, T>(magnitude, out TVector quadrant);
        TVector isOdd = IsOdd<TSimd, TVector, T>(quadrant), z = TSimd.Multiply(r, r);
        TVector sine = Sine<TSimd, TVector, T>(r, z), cosine = Cosine<TSimd, TVector, T>(z);
        TVector y = TSimd.Divide(TSimd.Select(isOdd, cosine, sine), TSimd.Select(isOdd, sine, cosine));
        TVector sign = typeof(T) == typeof(float) ? TSimd.ShiftLeft(quadrant, 31) : TSimd.ShiftLeft(quadrant, 63);
        y = TSimd.Xor(y, TSimd.And(TSimd.Xor(sign, x), TSimd.Constant(-0.0)));
        return IsAnyLarge<TSimd, TVector, T>(magnitude) ? ReplaceLarge<TSimd, TVector, T>(x, y, Math.Tan) : y;
    }

    /// <summary>The x up to which x less n times the first parts of π/2 is exact: where multiplication and addition are rounded together,
    /// and where the product is rounded by itself.</summary>
    /// <remarks>Not where <c>Fma.IsSupported</c>: compiled to native code for AVX without AVX2, that is asked of the processor, while the
    /// operators on vectors do without.</remarks>
    [MethodImpl(AggressiveInlining)]
    private static double Limit<T>() =>
        typeof(T) == typeof(double) ? 1.6e6 : Vector256.IsHardwareAccelerated || AdvSimd.IsSupported ? 1.1e6 : 8192;

    [MethodImpl(AggressiveInlining)]
    private static bool IsAnyLarge<TSimd, TVector, T>(TVector magnitude)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TSimd.Any(TSimd.LessThan(TSimd.Constant(Limit<T>()), magnitude));

    /// <summary>Puts what the platform's function gives where the argument is large, one element after the other. The others stay as they
    /// are, so that no element depends on its neighbours.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe TVector ReplaceLarge<TSimd, TVector, T>(TVector x, TVector y, Func<double, double> function)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T* arguments = stackalloc T[TSimd.Lanes], values = stackalloc T[TSimd.Lanes];
        TSimd.Store(x, arguments);
        TSimd.Store(y, values);
        T limit = T.CreateTruncating(Limit<T>());
        for (int i = 0; i < TSimd.Lanes; i++)
            if (T.Abs(arguments[i]) > limit) values[i] = T.CreateTruncating(function(double.CreateTruncating(arguments[i])));
        return TSimd.Load(values);
    }

    /// <summary>r = x − n·π/2 and, in the low bits of the quadrant, n. π/2 is in four parts, of which the first three have so few bits that
    /// nothing is lost where their products with n are subtracted.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector Reduce<TSimd, TVector, T>(TVector x, out TVector quadrant)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector shift = TSimd.Constant(FloatFormat<T>.RoundingShift);
        quadrant = TSimd.MultiplyAdd(x, TSimd.Constant(0.63661977236758134), shift);
        TVector n = TSimd.Subtract(quadrant, shift);
        bool isSingle = typeof(T) == typeof(float);
        x = TSimd.MultiplyAdd(n, TSimd.Constant(isSingle ? -1.5703125 : -1.5707963267341256), x);
        x = TSimd.MultiplyAdd(n, TSimd.Constant(isSingle ? -0.0004837512969970703 : -6.077100506303966e-11), x);
        x = TSimd.MultiplyAdd(n, TSimd.Constant(isSingle ? -7.549533620476723e-08 : -2.0222662487111665e-21), x);
        return TSimd.MultiplyAdd(n, TSimd.Constant(isSingle ? -2.563344151594519e-12 : -8.4784276603689e-32), x);
    }

    /// <summary>sin r, cos r, −sin r or −cos r: sin(r + n·π/2).</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector OfQuadrant<TSimd, TVector, T>(TVector r, TVector quadrant)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector z = TSimd.Multiply(r, r), sign = typeof(T) == typeof(float) ? TSimd.ShiftLeft(quadrant, 30) : TSimd.ShiftLeft(quadrant, 62);
        TVector y = TSimd.Select(
            IsOdd<TSimd, TVector, T>(quadrant), Cosine<TSimd, TVector, T>(z), Sine<TSimd, TVector, T>(r, z));
        return TSimd.Xor(y, TSimd.And(sign, TSimd.Constant(-0.0)));
    }

    // The lowest bit where the number 2 has its only one.
    [MethodImpl(AggressiveInlining)]
    private static TVector IsOdd<TSimd, TVector, T>(TVector quadrant)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector two = TSimd.Constant(2);
        TVector shifted = typeof(T) == typeof(float) ? TSimd.ShiftLeft(quadrant, 30) : TSimd.ShiftLeft(quadrant, 62);
        return TSimd.EqualTo(TSimd.And(shifted, two), two);
    }

    /// <summary>sin r = r + r·z·p(z) for |r| ≤ π/4.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector Sine<TSimd, TVector, T>(TVector r, TVector z)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TSimd.MultiplyAdd(TSimd.Multiply(r, z), SineCubic<TSimd, TVector, T>(z), r);

    /// <summary>cos r = 1 − z/2 + z²·p(z) for |r| ≤ π/4.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector Cosine<TSimd, TVector, T>(TVector z)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TSimd.MultiplyAdd(
            TSimd.Multiply(z, z), CosineQuartic<TSimd, TVector, T>(z),
            TSimd.MultiplyAdd(z, TSimd.Constant(-0.5), TSimd.Constant(1)));

    /// <summary>(sin r / r − 1) / r² of z = r². Errors of sin r: 3.8e-9 in single precision, 3.7e-18 in double.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector SineCubic<TSimd, TVector, T>(TVector z)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            TVector q = TSimd.MultiplyAdd(TSimd.Constant(-0.00019515196961295267), z, TSimd.Constant(0.0083321601705497123));
            return TSimd.MultiplyAdd(q, z, TSimd.Constant(-0.16666654601774107));
        }
        TVector p = TSimd.MultiplyAdd(TSimd.Constant(1.5896187754486649e-10), z, TSimd.Constant(-2.5050747053483361e-8));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(2.7557313617007087e-6));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.00019841269829577399));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(0.0083333333333221041));
        return TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.16666666666666631));
    }

    /// <summary>(cos r − 1 + z/2) / z² of z = r². Errors of cos r: 1.2e-10 in single precision, 5.6e-20 in double.</summary>
    [MethodImpl(AggressiveInlining)]
    private static TVector CosineQuartic<TSimd, TVector, T>(TVector z)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            TVector q = TSimd.MultiplyAdd(TSimd.Constant(2.4433061541662247e-5), z, TSimd.Constant(-0.0013887315436051754));
            return TSimd.MultiplyAdd(q, z, TSimd.Constant(0.041666645666533108));
        }
        TVector p = TSimd.MultiplyAdd(TSimd.Constant(-1.1358507026196514e-11), z, TSimd.Constant(2.0875700285613822e-9));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-2.7557314175306406e-7));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(2.4801587288838266e-5));
        p = TSimd.MultiplyAdd(p, z, TSimd.Constant(-0.0013888888888873036));
        return TSimd.MultiplyAdd(p, z, TSimd.Constant(0.041666666666666593));
    }
}
