using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniGrad.Kernels;

/// <summary>Vectors of 256 bits (AVX2).</summary>
internal readonly unsafe partial struct Simd256<T> : ISimd<Vector256<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Lanes => Vector256<T>.Count;
    [MethodImpl(AggressiveInlining)] public static Vector256<T> Broadcast(T value) => Vector256.Create(value);
    [MethodImpl(AggressiveInlining)] public static Vector256<T> Load(T* source) => Vector256.Load(source);
    [MethodImpl(AggressiveInlining)] public static void Store(Vector256<T> value, T* target) => Vector256.Store(value, target);

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> LoadFirst(T* source, int count)
    {
        if (Avx.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx.MaskLoad((float*)source, FirstSingles(count)).As<float, T>()
                : Avx.MaskLoad((double*)source, FirstDoubles(count)).As<double, T>();
        }
        Vector256<T> result = default;
        new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(&result, count));
        return result;
    }

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> LoadMasked(T* source, Vector256<T> mask)
    {
        if (Avx.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx.MaskLoad((float*)source, mask.As<T, float>()).As<float, T>()
                : Avx.MaskLoad((double*)source, mask.As<T, double>()).As<double, T>();
        }
        return Vector256.Create(
            Simd128<T>.LoadMasked(source, mask.GetLower()), Simd128<T>.LoadMasked(source + Vector128<T>.Count, mask.GetUpper()));
    }

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> LoadStrided(T* source, nint step) => Vector256.Create(
        Simd128<T>.LoadStrided(source, step), Simd128<T>.LoadStrided(source + Vector128<T>.Count * step, step));

    [MethodImpl(AggressiveInlining | AggressiveOptimization)]
    public static void StoreFirst(Vector256<T> value, T* target, int count)
    {
        // Without masks of their own, some processors take forty times as long for a masked store as for these few.
        if (Avx512F.VL.IsSupported)
        {
            if (typeof(T) == typeof(float)) Avx.MaskStore((float*)target, FirstSingles(count), value.As<T, float>());
            else Avx.MaskStore((double*)target, FirstDoubles(count), value.As<T, double>());
            return;
        }
        if (count < Vector128<T>.Count)
        {
            Simd128<T>.StoreFirst(value.GetLower(), target, count);
            return;
        }
        Vector128.Store(value.GetLower(), target);
        if (count > Vector128<T>.Count)
            Simd128<T>.StoreFirst(value.GetUpper(), target + Vector128<T>.Count, count - Vector128<T>.Count);
    }

    [MethodImpl(AggressiveInlining)] public static Vector256<T> Add(Vector256<T> a, Vector256<T> b) => a + b;
    [MethodImpl(AggressiveInlining)] public static Vector256<T> Subtract(Vector256<T> a, Vector256<T> b) => a - b;
    [MethodImpl(AggressiveInlining)] public static Vector256<T> Multiply(Vector256<T> a, Vector256<T> b) => a * b;
    [MethodImpl(AggressiveInlining)] public static Vector256<T> Divide(Vector256<T> a, Vector256<T> b) => a / b;

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c) => typeof(T) == typeof(float)
        ? Vector256.MultiplyAddEstimate(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
        : Vector256.MultiplyAddEstimate(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> FusedMultiplyAdd(Vector256<T> a, Vector256<T> b, Vector256<T> c) => typeof(T) == typeof(float)
        ? Vector256.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
        : Vector256.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    [MethodImpl(AggressiveInlining)] public static Vector256<T> SquareRoot(Vector256<T> a) => Vector256.Sqrt(a);

    [MethodImpl(AggressiveInlining)]
    private static Vector256<float> FirstSingles(int count) =>
        Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(count)).AsSingle();

    [MethodImpl(AggressiveInlining)]
    private static Vector256<double> FirstDoubles(int count) =>
        Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).AsDouble();
}
