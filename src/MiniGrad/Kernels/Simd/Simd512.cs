using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniGrad.Kernels;

/// <summary>Vectors of 512 bits (AVX-512).</summary>
internal readonly unsafe partial struct Simd512<T> : ISimd<Vector512<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Lanes => Vector512<T>.Count;
    [MethodImpl(AggressiveInlining)] public static Vector512<T> Broadcast(T value) => Vector512.Create(value);
    [MethodImpl(AggressiveInlining)] public static Vector512<T> Load(T* source) => Vector512.Load(source);
    [MethodImpl(AggressiveInlining)] public static void Store(Vector512<T> value, T* target) => Vector512.Store(value, target);

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> LoadFirst(T* source, int count)
    {
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx512F.MaskLoad((float*)source, FirstSingles(count), Vector512<float>.Zero).As<float, T>()
                : Avx512F.MaskLoad((double*)source, FirstDoubles(count), Vector512<double>.Zero).As<double, T>();
        }
        Vector512<T> result = default;
        new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(&result, count));
        return result;
    }

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> LoadMasked(T* source, Vector512<T> mask)
    {
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx512F.MaskLoad((float*)source, mask.As<T, float>(), Vector512<float>.Zero).As<float, T>()
                : Avx512F.MaskLoad((double*)source, mask.As<T, double>(), Vector512<double>.Zero).As<double, T>();
        }
        return Vector512.Create(
            Simd256<T>.LoadMasked(source, mask.GetLower()), Simd256<T>.LoadMasked(source + Vector256<T>.Count, mask.GetUpper()));
    }

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> LoadStrided(T* source, nint step) => Vector512.Create(
        Simd256<T>.LoadStrided(source, step), Simd256<T>.LoadStrided(source + Vector256<T>.Count * step, step));

    [MethodImpl(AggressiveInlining | AggressiveOptimization)]
    public static void StoreFirst(Vector512<T> value, T* target, int count)
    {
        if (Avx512F.IsSupported)
        {
            if (typeof(T) == typeof(float)) Avx512F.MaskStore((float*)target, FirstSingles(count), value.As<T, float>());
            else Avx512F.MaskStore((double*)target, FirstDoubles(count), value.As<T, double>());
            return;
        }
        new ReadOnlySpan<T>(&value, count).CopyTo(new Span<T>(target, count));
    }

    [MethodImpl(AggressiveInlining)] public static Vector512<T> Add(Vector512<T> a, Vector512<T> b) => a + b;
    [MethodImpl(AggressiveInlining)] public static Vector512<T> Subtract(Vector512<T> a, Vector512<T> b) => a - b;
    [MethodImpl(AggressiveInlining)] public static Vector512<T> Multiply(Vector512<T> a, Vector512<T> b) => a * b;
    [MethodImpl(AggressiveInlining)] public static Vector512<T> Divide(Vector512<T> a, Vector512<T> b) => a / b;

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> c) => typeof(T) == typeof(float)
        ? Vector512.MultiplyAddEstimate(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
        : Vector512.MultiplyAddEstimate(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> FusedMultiplyAdd(Vector512<T> a, Vector512<T> b, Vector512<T> c) => typeof(T) == typeof(float)
        ? Vector512.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
        : Vector512.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    [MethodImpl(AggressiveInlining)] public static Vector512<T> SquareRoot(Vector512<T> a) => Vector512.Sqrt(a);

    [MethodImpl(AggressiveInlining)]
    private static Vector512<float> FirstSingles(int count) =>
        Vector512.LessThan(Vector512<int>.Indices, Vector512.Create(count)).AsSingle();

    [MethodImpl(AggressiveInlining)]
    private static Vector512<double> FirstDoubles(int count) =>
        Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).AsDouble();
}
