using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniGrad.Kernels;

internal readonly unsafe partial struct Simd512<T>
{
    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> Constant(double value) => typeof(T) == typeof(float)
        ? Vector512.Create((float)value).As<float, T>() : Vector512.Create(value).As<double, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> Pattern(long bits) => typeof(T) == typeof(float)
        ? Vector512.Create((int)bits).As<int, T>() : Vector512.Create(bits).As<long, T>();

    [MethodImpl(AggressiveInlining)] public static Vector512<T> And(Vector512<T> a, Vector512<T> b) => a & b;
    [MethodImpl(AggressiveInlining)] public static Vector512<T> Or(Vector512<T> a, Vector512<T> b) => a | b;
    [MethodImpl(AggressiveInlining)] public static Vector512<T> Xor(Vector512<T> a, Vector512<T> b) => a ^ b;

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> AddBits(Vector512<T> a, Vector512<T> b) => typeof(T) == typeof(float)
        ? (a.AsInt32() + b.AsInt32()).As<int, T>() : (a.AsInt64() + b.AsInt64()).As<long, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> ShiftLeft(Vector512<T> a, int count) => typeof(T) == typeof(float)
        ? (a.AsInt32() << count).As<int, T>() : (a.AsInt64() << count).As<long, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> ShiftRight(Vector512<T> a, int count) => typeof(T) == typeof(float)
        ? (a.AsInt32() >>> count).As<int, T>() : (a.AsInt64() >>> count).As<long, T>();

    [MethodImpl(AggressiveInlining)] public static Vector512<T> Abs(Vector512<T> a) => Vector512.Abs(a);
    [MethodImpl(AggressiveInlining)] public static Vector512<T> Negate(Vector512<T> a) => -a;

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> Scale(Vector512<T> a, Vector512<T> n)
    {
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx512F.Scale(a.AsSingle(), n.AsSingle()).As<float, T>() : Avx512F.Scale(a.AsDouble(), n.AsDouble()).As<double, T>();
        }
        return FloatFormat<T>.Scale<Simd512<T>, Vector512<T>>(a, n);
    }

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> Split(Vector512<T> x, out Vector512<T> exponent)
    {
        if (!Avx512F.IsSupported) return FloatFormat<T>.Split<Simd512<T>, Vector512<T>>(x, out exponent);
        const byte fromThreeQuartersAndNegativeIsNaN = 0b1011;
        if (typeof(T) == typeof(float))
        {
            Vector512<float> single = Avx512F.GetMantissa(x.AsSingle(), fromThreeQuartersAndNegativeIsNaN);
            exponent = (Avx512F.GetExponent(x.AsSingle()) - Avx512F.GetExponent(single)).As<float, T>();
            return single.As<float, T>();
        }
        Vector512<double> wide = Avx512F.GetMantissa(x.AsDouble(), fromThreeQuartersAndNegativeIsNaN);
        exponent = (Avx512F.GetExponent(x.AsDouble()) - Avx512F.GetExponent(wide)).As<double, T>();
        return wide.As<double, T>();
    }

    // An estimate of 14 bits, and a step of Newton's method that doubles them. It would multiply 0 by an infinite b.
    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> DivideFast(Vector512<T> a, Vector512<T> b)
    {
        if (!Avx512F.IsSupported || typeof(T) != typeof(float)) return a / b;
        Vector512<float> divisor = Min(Constant(float.MaxValue), b).AsSingle();
        Vector512<float> reciprocal = Avx512F.Reciprocal14(divisor), quotient = a.AsSingle() * reciprocal;
        Vector512<float> rest = Avx512F.FusedMultiplyAddNegated(quotient, divisor, a.AsSingle());
        return Avx512F.FusedMultiplyAdd(rest, reciprocal, quotient).As<float, T>();
    }
}
