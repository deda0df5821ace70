using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

internal readonly unsafe partial struct Simd256<T>
{
    [MethodImpl(AggressiveInlining)] public static Vector256<T> LessThan(Vector256<T> a, Vector256<T> b) => Vector256.LessThan(a, b);

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> LessThanOrEqual(Vector256<T> a, Vector256<T> b) => Vector256.LessThanOrEqual(a, b);

    [MethodImpl(AggressiveInlining)] public static Vector256<T> EqualTo(Vector256<T> a, Vector256<T> b) => Vector256.Equals(a, b);

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> Select(Vector256<T> mask, Vector256<T> a, Vector256<T> b) => Vector256.ConditionalSelect(mask, a, b);

    [MethodImpl(AggressiveInlining)] public static Vector256<T> Min(Vector256<T> a, Vector256<T> b) => Vector256.MinNative(a, b);
    [MethodImpl(AggressiveInlining)] public static Vector256<T> Max(Vector256<T> a, Vector256<T> b) => Vector256.MaxNative(a, b);
    [MethodImpl(AggressiveInlining)] public static bool Any(Vector256<T> mask) => mask.ExtractMostSignificantBits() != 0;
    public static Vector256<T> Indices => Vector256<T>.Indices;

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> FirstMask(int count) => typeof(T) == typeof(float)
        ? FirstSingles(count).As<float, T>() : FirstDoubles(count).As<double, T>();

    [MethodImpl(AggressiveInlining)] public static T First(Vector256<T> a) => a.ToScalar();
    [MethodImpl(AggressiveInlining)] public static T Sum(Vector256<T> a) => Simd128<T>.Sum(a.GetLower() + a.GetUpper());

    [MethodImpl(AggressiveInlining)]
    public static T Largest(Vector256<T> a) => Simd128<T>.Largest(Vector128.MaxNative(a.GetLower(), a.GetUpper()));
}
