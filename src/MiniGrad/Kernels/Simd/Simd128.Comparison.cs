using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

internal readonly unsafe partial struct Simd128<T>
{
    [MethodImpl(AggressiveInlining)] public static Vector128<T> LessThan(Vector128<T> a, Vector128<T> b) => Vector128.LessThan(a, b);

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> LessThanOrEqual(Vector128<T> a, Vector128<T> b) => Vector128.LessThanOrEqual(a, b);

    [MethodImpl(AggressiveInlining)] public static Vector128<T> EqualTo(Vector128<T> a, Vector128<T> b) => Vector128.Equals(a, b);

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> Select(Vector128<T> mask, Vector128<T> a, Vector128<T> b) => Vector128.ConditionalSelect(mask, a, b);

    [MethodImpl(AggressiveInlining)] public static Vector128<T> Min(Vector128<T> a, Vector128<T> b) => Vector128.MinNative(a, b);
    [MethodImpl(AggressiveInlining)] public static Vector128<T> Max(Vector128<T> a, Vector128<T> b) => Vector128.MaxNative(a, b);
    [MethodImpl(AggressiveInlining)] public static bool Any(Vector128<T> mask) => mask.ExtractMostSignificantBits() != 0;
    public static Vector128<T> Indices => Vector128<T>.Indices;

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> FirstMask(int count) => typeof(T) == typeof(float)
        ? FirstSingles(count).As<float, T>() : FirstDoubles(count).As<double, T>();

    [MethodImpl(AggressiveInlining)] public static T First(Vector128<T> a) => a.ToScalar();

    [MethodImpl(AggressiveInlining)]
    public static T Sum(Vector128<T> a)
    {
        if (typeof(T) == typeof(float)) a += Vector128.Shuffle(a.AsSingle(), Vector128.Create(2, 3, 2, 3)).As<float, T>();
        return a[0] + a[1];
    }

    [MethodImpl(AggressiveInlining)]
    public static T Largest(Vector128<T> a)
    {
        if (typeof(T) == typeof(float))
            a = Vector128.MaxNative(a, Vector128.Shuffle(a.AsSingle(), Vector128.Create(2, 3, 2, 3)).As<float, T>());
        return T.MaxNative(a[0], a[1]);
    }
}
