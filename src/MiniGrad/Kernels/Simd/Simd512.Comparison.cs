using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

internal readonly unsafe partial struct Simd512<T>
{
    [MethodImpl(AggressiveInlining)] public static Vector512<T> LessThan(Vector512<T> a, Vector512<T> b) => Vector512.LessThan(a, b);

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> LessThanOrEqual(Vector512<T> a, Vector512<T> b) => Vector512.LessThanOrEqual(a, b);

    [MethodImpl(AggressiveInlining)] public static Vector512<T> EqualTo(Vector512<T> a, Vector512<T> b) => Vector512.Equals(a, b);

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> Select(Vector512<T> mask, Vector512<T> a, Vector512<T> b) => Vector512.ConditionalSelect(mask, a, b);

    [MethodImpl(AggressiveInlining)] public static Vector512<T> Min(Vector512<T> a, Vector512<T> b) => Vector512.MinNative(a, b);
    [MethodImpl(AggressiveInlining)] public static Vector512<T> Max(Vector512<T> a, Vector512<T> b) => Vector512.MaxNative(a, b);
    [MethodImpl(AggressiveInlining)] public static bool Any(Vector512<T> mask) => mask.ExtractMostSignificantBits() != 0;
    public static Vector512<T> Indices => Vector512<T>.Indices;

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> FirstMask(int count) => typeof(T) == typeof(float)
        ? FirstSingles(count).As<float, T>() : FirstDoubles(count).As<double, T>();

    [MethodImpl(AggressiveInlining)] public static T First(Vector512<T> a) => a.ToScalar();
    [MethodImpl(AggressiveInlining)] public static T Sum(Vector512<T> a) => Simd256<T>.Sum(a.GetLower() + a.GetUpper());

    [MethodImpl(AggressiveInlining)]
    public static T Largest(Vector512<T> a) => Simd256<T>.Largest(Vector256.MaxNative(a.GetLower(), a.GetUpper()));
}
