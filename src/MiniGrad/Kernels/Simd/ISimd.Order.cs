using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MiniGrad.Kernels;

// What moves elements to other places.
internal unsafe partial interface ISimd<TVector, T>
{
    /// <summary>The elements of a vector that are at these places, whole numbers from 0.</summary>
    static abstract TVector Permute(TVector source, TVector places);

    /// <summary>The whole numbers as numbers of the type.</summary>
    static abstract TVector FromIntegers(int* source);

    /// <summary>Writes four numbers: a start and the sum of a vector's elements each, in an order of its own.</summary>
    static abstract void StoreSums(TVector a, TVector b, TVector c, TVector d, T* starts, T* target);

    /// <summary>Writes two or four numbers, at most as many as a vector has elements: a start, or 0 if there are none, and the sum of the
    /// elements that many apart.</summary>
    static abstract void StoreFolded(TVector a, int count, T* starts, T* target);
}

internal readonly unsafe partial struct Simd512<T>
{
    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> Permute(Vector512<T> source, Vector512<T> places) => typeof(T) == typeof(float)
        ? Vector512.Shuffle(source.AsSingle(), Vector512.ConvertToInt32Native(places.AsSingle())).As<float, T>()
        : Vector512.Shuffle(source.AsDouble(), Vector512.ConvertToInt64Native(places.AsDouble())).As<double, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> FromIntegers(int* source) => typeof(T) == typeof(float)
        ? Vector512.ConvertToSingle(Vector512.Load(source)).As<float, T>()
        : Vector512.Create(Simd256<T>.FromIntegers(source), Simd256<T>.FromIntegers(source + Vector256<T>.Count));

    [MethodImpl(AggressiveInlining)]
    public static void StoreSums(Vector512<T> a, Vector512<T> b, Vector512<T> c, Vector512<T> d, T* starts, T* target)
    {
        if (Avx512F.IsSupported && typeof(T) == typeof(float))
        {
            // Each fourth element is of the same vector: three steps of two vectors to one.
            Vector512<float> ab = Avx512F.UnpackLow(a.AsSingle(), b.AsSingle()) + Avx512F.UnpackHigh(a.AsSingle(), b.AsSingle());
            Vector512<float> cd = Avx512F.UnpackLow(c.AsSingle(), d.AsSingle()) + Avx512F.UnpackHigh(c.AsSingle(), d.AsSingle());
            Vector512<float> sums = Avx512F.UnpackLow(ab.AsDouble(), cd.AsDouble()).AsSingle()
                + Avx512F.UnpackHigh(ab.AsDouble(), cd.AsDouble()).AsSingle();
            Vector256<float> half = sums.GetLower() + sums.GetUpper();
            (Vector128.Load((float*)starts) + (half.GetLower() + half.GetUpper())).Store((float*)target);
            return;
        }
        Simd256<T>.StoreSums(
            a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper(), c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper(), starts,
            target);
    }

    [MethodImpl(AggressiveInlining)]
    public static void StoreFolded(Vector512<T> a, int count, T* starts, T* target) =>
        Simd256<T>.StoreFolded(a.GetLower() + a.GetUpper(), count, starts, target);
}

internal readonly unsafe partial struct Simd256<T>
{
    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> Permute(Vector256<T> source, Vector256<T> places) => typeof(T) == typeof(float)
        ? Vector256.Shuffle(source.AsSingle(), Vector256.ConvertToInt32Native(places.AsSingle())).As<float, T>()
        : Vector256.Shuffle(source.AsDouble(), Vector256.ConvertToInt64Native(places.AsDouble())).As<double, T>();

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> FromIntegers(int* source) => typeof(T) == typeof(float)
        ? Vector256.ConvertToSingle(Vector256.Load(source)).As<float, T>()
        : Vector256.Create(Simd128<T>.FromIntegers(source), Simd128<T>.FromIntegers(source + Vector128<T>.Count));

    [MethodImpl(AggressiveInlining)]
    public static void StoreSums(Vector256<T> a, Vector256<T> b, Vector256<T> c, Vector256<T> d, T* starts, T* target)
    {
        if (Avx.IsSupported && typeof(T) == typeof(float))
        {
            Vector256<float> ab = Avx.HorizontalAdd(a.AsSingle(), b.AsSingle()), cd = Avx.HorizontalAdd(c.AsSingle(), d.AsSingle());
            Vector256<float> sums = Avx.HorizontalAdd(ab, cd);
            (Vector128.Load((float*)starts) + (sums.GetLower() + sums.GetUpper())).Store((float*)target);
            return;
        }
        Simd128<T>.StoreSums(
            a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper(), c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper(), starts,
            target);
    }

    [MethodImpl(AggressiveInlining)]
    public static void StoreFolded(Vector256<T> a, int count, T* starts, T* target)
    {
        if (count < Vector256<T>.Count) Simd128<T>.StoreFolded(a.GetLower() + a.GetUpper(), count, starts, target);
        else Store(starts == null ? a : Load(starts) + a, target);
    }
}

internal readonly unsafe partial struct Simd128<T>
{
    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> Permute(Vector128<T> source, Vector128<T> places)
    {
        if (typeof(T) == typeof(double))
            return Vector128.Shuffle(source.AsDouble(), Vector128.ConvertToInt64Native(places.AsDouble())).As<double, T>();
        Vector128<int> order = Vector128.ConvertToInt32Native(places.AsSingle());
        return Avx.IsSupported ? Avx.PermuteVar(source.AsSingle(), order).As<float, T>()
            : Vector128.Shuffle(source.AsSingle(), order).As<float, T>();
    }

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> FromIntegers(int* source) => typeof(T) == typeof(float)
        ? Vector128.ConvertToSingle(Vector128.Load(source)).As<float, T>() : Vector128.Create((double)source[0], source[1]).As<double, T>();

    [MethodImpl(AggressiveInlining)]
    public static void StoreSums(Vector128<T> a, Vector128<T> b, Vector128<T> c, Vector128<T> d, T* starts, T* target)
    {
        if (typeof(T) == typeof(double))
        {
            Vector128<double> ab = Vector128.Create(Vector128.Sum(a.AsDouble()), Vector128.Sum(b.AsDouble()));
            Vector128<double> cd = Vector128.Create(Vector128.Sum(c.AsDouble()), Vector128.Sum(d.AsDouble()));
            (Vector128.Load((double*)starts) + ab).Store((double*)target);
            (Vector128.Load((double*)starts + 2) + cd).Store((double*)target + 2);
            return;
        }
        Vector128<float> sums;
        if (AdvSimd.Arm64.IsSupported)
        {
            sums = AdvSimd.Arm64.AddPairwise(
                AdvSimd.Arm64.AddPairwise(a.AsSingle(), b.AsSingle()), AdvSimd.Arm64.AddPairwise(c.AsSingle(), d.AsSingle()));
        }
        else if (Sse3.IsSupported)
            sums = Sse3.HorizontalAdd(Sse3.HorizontalAdd(a.AsSingle(), b.AsSingle()), Sse3.HorizontalAdd(c.AsSingle(), d.AsSingle()));
        else
        {
            sums = Vector128.Create(
                Simd128<float>.Sum(a.AsSingle()), Simd128<float>.Sum(b.AsSingle()), Simd128<float>.Sum(c.AsSingle()),
                Simd128<float>.Sum(d.AsSingle()));
        }
        (Vector128.Load((float*)starts) + sums).Store((float*)target);
    }

    [MethodImpl(AggressiveInlining)]
    public static void StoreFolded(Vector128<T> a, int count, T* starts, T* target)
    {
        if (count == Vector128<T>.Count)
        {
            Store(starts == null ? a : Load(starts) + a, target);
            return;
        }
        a += Vector128.Shuffle(a.AsSingle(), Vector128.Create(2, 3, 2, 3)).As<float, T>();
        StoreFirst(starts == null ? a : LoadFirst(starts, count) + a, target, count);
    }
}

internal readonly unsafe partial struct SimdScalar<T>
{
    public static T Permute(T source, T places) => source;
    public static T FromIntegers(int* source) => T.CreateTruncating(*source);

    public static void StoreSums(T a, T b, T c, T d, T* starts, T* target)
    {
        target[0] = starts[0] + a;
        target[1] = starts[1] + b;
        target[2] = starts[2] + c;
        target[3] = starts[3] + d;
    }

    public static void StoreFolded(T a, int count, T* starts, T* target) => throw new UnreachableException();
}
