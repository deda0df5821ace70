using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace MiniGrad.Kernels;

// What matrix products need of each width.
internal partial interface ISimd<TVector, T>
{
    /// <summary>The rows of two vectors of sums that registers hold, beside two vectors and an element to multiply.</summary>
    static abstract int TileRows { get; }

    /// <summary>0 for elements that are not above 0, NaN for NaN, others as they are.</summary>
    static abstract TVector Rectify(TVector a);
}

internal readonly partial struct Simd512<T>
{
    public static int TileRows => 14;

    [MethodImpl(AggressiveInlining)]
    public static Vector512<T> Rectify(Vector512<T> a) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(a, Vector512<T>.Zero), Vector512<T>.Zero, a);
}

internal readonly partial struct Simd256<T>
{
    public static int TileRows => Avx512F.VL.IsSupported ? 14 : 6;

    [MethodImpl(AggressiveInlining)]
    public static Vector256<T> Rectify(Vector256<T> a) =>
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(a, Vector256<T>.Zero), Vector256<T>.Zero, a);
}

internal readonly partial struct Simd128<T>
{
    // 32 registers with ARM64 and AVX-512, else 16; without fused multiply-adds the product takes one more.
    public static int TileRows => AdvSimd.IsSupported || Avx512F.VL.IsSupported ? 14 : Fma.IsSupported ? 6 : 5;

    [MethodImpl(AggressiveInlining)]
    public static Vector128<T> Rectify(Vector128<T> a) =>
        Vector128.ConditionalSelect(Vector128.LessThanOrEqual(a, Vector128<T>.Zero), Vector128<T>.Zero, a);
}

internal readonly partial struct SimdScalar<T>
{
    public static int TileRows => 5;
    [MethodImpl(AggressiveInlining)] public static T Rectify(T a) => a <= T.Zero ? T.Zero : a;
}
