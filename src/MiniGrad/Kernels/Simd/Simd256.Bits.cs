using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

internal readonly unsafe partial struct Simd256<T>
{
    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> Constant(double value) => typeof(T) == typeof(float)
        ? Vector256.Create((float)value).As<float, T>() : Vector256.Create(value).As<double, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> Pattern(long bits) => typeof(T) == typeof(float)
        ? Vector256.Create((int)bits).As<int, T>() : Vector256.Create(bits).As<long, T>();

    [MethodImpl(AggressiveInlining)] public static Vector256<T> And(Vector256<T> a, Vector256<T> b) => a & b;
    [MethodImpl(AggressiveInlining)] public static Vector256<T> Or(Vector256<T> a, Vector256<T> b) => a | b;
    [MethodImpl(AggressiveInlining)] public static Vector256<T> Xor(Vector256<T> a, Vector256<T> b) => a ^ b;

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> AddBits(Vector256<T> a, Vector256<T> b) => typeof(T) == typeof(float)
        ? (a.AsInt32() + b.AsInt32()).As<int, T>() : (a.AsInt64() + b.AsInt64()).As<long, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> ShiftLeft(Vector256<T> a, int count) => typeof(T) == typeof(float)
        ? (a.AsInt32() << count).As<int, T>() : (a.AsInt64() << count).As<long, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> ShiftRight(Vector256<T> a, int count) => typeof(T) == typeof(float)
        ? (a.AsInt32() >>> count).As<int, T>() : (a.AsInt64() >>> count).As<long, T>();

    [MethodImpl(AggressiveInlining)] public static Vector256<T> Abs(Vector256<T> a) => Vector256.Abs(a);
    [MethodImpl(AggressiveInlining)] public static Vector256<T> Negate(Vector256<T> a) => -a;

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> Scale(Vector256<T> a, Vector256<T> n) => FloatFormat<T>.Scale<Simd256<T>, Vector256<T>>(a, n);

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> Split(Vector256<T> x, out Vector256<T> exponent) =>
        FloatFormat<T>.Split<Simd256<T>, Vector256<T>>(x, out exponent);

    [MethodImpl(AggressiveInlining)] public static Vector256<T> DivideFast(Vector256<T> a, Vector256<T> b) => a / b;
}
