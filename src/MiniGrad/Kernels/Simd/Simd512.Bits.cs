using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MiniGrad.Kernels.Simd;

internal readonly unsafe partial struct Simd512<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Constant(double value) => typeof(T) == typeof(float)
        ? Vector512.Create((float)value).As<float, T>()
        : Vector512.Create(value).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Pattern(long bits) => typeof(T) == typeof(float)
        ? Vector512.Create((int)bits).As<int, T>()
        : Vector512.Create(bits).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> And(Vector512<T> a, Vector512<T> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Or(Vector512<T> a, Vector512<T> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Xor(Vector512<T> a, Vector512<T> b) => a ^ b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> AddBits(Vector512<T> a, Vector512<T> b) => typeof(T) == typeof(float)
        ? (a.AsInt32() + b.AsInt32()).As<int, T>()
        : (a.AsInt64() + b.AsInt64()).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ShiftLeft(Vector512<T> a, int count) => typeof(T) == typeof(float)
        ? (a.AsInt32() << count).As<int, T>()
        : (a.AsInt64() << count).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ShiftRight(Vector512<T> a, int count) => typeof(T) == typeof(float)
        ? (a.AsInt32() >>> count).As<int, T>()
        : (a.AsInt64() >>> count).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Abs(Vector512<T> a) => Vector512.Abs(a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Negate(Vector512<T> a) => -a;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Scale(Vector512<T> a, Vector512<T> n)
    {
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx512F.Scale(a.AsSingle(), n.AsSingle()).As<float, T>()
                : Avx512F.Scale(a.AsDouble(), n.AsDouble()).As<double, T>();
        }
        return FloatFormat<T>.Scale<Simd512<T>, Vector512<T>>(a, n);
    }

    // An estimate of 14 bits, and a step of Newton's method that doubles them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> DivideFast(Vector512<T> a, Vector512<T> b)
    {
        if (!Avx512F.IsSupported || typeof(T) != typeof(float)) return a / b;
        Vector512<T> reciprocal = Avx512F.Reciprocal14(b.AsSingle()).As<float, T>(), quotient = a * reciprocal;
        return MultiplyAdd(MultiplyAdd(-quotient, b, a), reciprocal, quotient);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> SquareRootFast(Vector512<T> a)
    {
        if (!Avx512F.IsSupported || typeof(T) != typeof(float)) return SquareRoot(a);
        // The bounds keep 0 from becoming 0·∞ and ∞ from becoming ∞·0.
        Vector512<T> low = Max(Constant(1e-37), a), high = Min(Constant(float.MaxValue), a);
        Vector512<T> reciprocal = Avx512F.ReciprocalSqrt14(low.AsSingle()).As<float, T>(), root = high * reciprocal;
        return MultiplyAdd(MultiplyAdd(-root, root, high), reciprocal * Constant(0.5), root);
    }
}
