using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

internal readonly unsafe partial struct Simd128<T>
{
    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> Constant(double value) => typeof(T) == typeof(float)
        ? Vector128.Create((float)value).As<float, T>() : Vector128.Create(value).As<double, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> Pattern(long bits) => typeof(T) == typeof(float)
        ? Vector128.Create((int)bits).As<int, T>() : Vector128.Create(bits).As<long, T>();

    [MethodImpl(AggressiveInlining)] public static Vector128<T> And(Vector128<T> a, Vector128<T> b) => a & b;
    [MethodImpl(AggressiveInlining)] public static Vector128<T> Or(Vector128<T> a, Vector128<T> b) => a | b;
    [MethodImpl(AggressiveInlining)] public static Vector128<T> Xor(Vector128<T> a, Vector128<T> b) => a ^ b;

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> AddBits(Vector128<T> a, Vector128<T> b) => typeof(T) == typeof(float)
        ? (a.AsInt32() + b.AsInt32()).As<int, T>() : (a.AsInt64() + b.AsInt64()).As<long, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> ShiftLeft(Vector128<T> a, int count) => typeof(T) == typeof(float)
        ? (a.AsInt32() << count).As<int, T>() : (a.AsInt64() << count).As<long, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> ShiftRight(Vector128<T> a, int count) => typeof(T) == typeof(float)
        ? (a.AsInt32() >>> count).As<int, T>() : (a.AsInt64() >>> count).As<long, T>();

    [MethodImpl(AggressiveInlining)] public static Vector128<T> Abs(Vector128<T> a) => Vector128.Abs(a);
    [MethodImpl(AggressiveInlining)] public static Vector128<T> Negate(Vector128<T> a) => -a;

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> Scale(Vector128<T> a, Vector128<T> n) => FloatFormat<T>.Scale<Simd128<T>, Vector128<T>>(a, n);

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> Split(Vector128<T> x, out Vector128<T> exponent) =>
        FloatFormat<T>.Split<Simd128<T>, Vector128<T>>(x, out exponent);

    [MethodImpl(AggressiveInlining)] public static Vector128<T> DivideFast(Vector128<T> a, Vector128<T> b) => a / b;
}
