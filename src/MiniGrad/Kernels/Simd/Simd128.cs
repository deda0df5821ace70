using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniGrad.Kernels;

/// <summary>Vectors of 128 bits (SSE, or ARM64's AdvSimd).</summary>
internal readonly unsafe partial struct Simd128<T> : ISimd<Vector128<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public static int Lanes => Vector128<T>.Count;
    [MethodImpl(AggressiveInlining)] public static Vector128<T> Broadcast(T value) => Vector128.Create(value);
    [MethodImpl(AggressiveInlining)] public static Vector128<T> Load(T* source) => Vector128.Load(source);
    [MethodImpl(AggressiveInlining)] public static void Store(Vector128<T> value, T* target) => Vector128.Store(value, target);

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> LoadFirst(T* source, int count)
    {
        if (Avx.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx.MaskLoad((float*)source, FirstSingles(count)).As<float, T>()
                : Avx.MaskLoad((double*)source, FirstDoubles(count)).As<double, T>();
        }
        Vector128<T> result = default;
        new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(&result, count));
        return result;
    }

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> LoadMasked(T* source, Vector128<T> mask)
    {
        if (Avx.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx.MaskLoad((float*)source, mask.As<T, float>()).As<float, T>()
                : Avx.MaskLoad((double*)source, mask.As<T, double>()).As<double, T>();
        }
        int set = BitOperations.PopCount(mask.ExtractMostSignificantBits());
        return set == Vector128<T>.Count ? Load(source) : set == 0 ? default : LoadFirst(source, set);
    }

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> LoadStrided(T* source, nint step)
    {
        if (typeof(T) == typeof(double)) return Vector128.Create(*(double*)source, *(double*)(source + step)).As<double, T>();
        float* first = (float*)source;
        return Vector128.Create(*first, first[step], first[2 * step], first[3 * step]).As<float, T>();
    }

    [MethodImpl(AggressiveInlining | AggressiveOptimization)]
    public static void StoreFirst(Vector128<T> value, T* target, int count)
    {
        if (count == Vector128<T>.Count)
        {
            Vector128.Store(value, target);
            return;
        }
        if (typeof(T) == typeof(double) || (count & 2) == 0)
        {
            *target = value.ToScalar();
            return;
        }
        Unsafe.WriteUnaligned(target, value.AsInt64().ToScalar());
        if ((count & 1) != 0) target[2] = value.GetElement(2);
    }

    [MethodImpl(AggressiveInlining)] public static Vector128<T> Add(Vector128<T> a, Vector128<T> b) => a + b;
    [MethodImpl(AggressiveInlining)] public static Vector128<T> Subtract(Vector128<T> a, Vector128<T> b) => a - b;
    [MethodImpl(AggressiveInlining)] public static Vector128<T> Multiply(Vector128<T> a, Vector128<T> b) => a * b;
    [MethodImpl(AggressiveInlining)] public static Vector128<T> Divide(Vector128<T> a, Vector128<T> b) => a / b;

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c) => typeof(T) == typeof(float)
        ? Vector128.MultiplyAddEstimate(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
        : Vector128.MultiplyAddEstimate(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> FusedMultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c) => typeof(T) == typeof(float)
        ? Vector128.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
        : Vector128.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    [MethodImpl(AggressiveInlining)] public static Vector128<T> SquareRoot(Vector128<T> a) => Vector128.Sqrt(a);

    [MethodImpl(AggressiveInlining)]
    private static Vector128<float> FirstSingles(int count) =>
        Vector128.LessThan(Vector128<int>.Indices, Vector128.Create(count)).AsSingle();

    [MethodImpl(AggressiveInlining)]
    private static Vector128<double> FirstDoubles(int count) =>
        Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count)).AsDouble();
}
