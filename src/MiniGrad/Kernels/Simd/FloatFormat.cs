using System.Numerics;
using System.Runtime.CompilerServices;

namespace MiniGrad.Kernels.Simd;

/// <summary>The layout of IEEE 754 numbers, and what follows from it.</summary>
internal static class FloatFormat<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The bits of the significand that are stored.</summary>
    public static int SignificandBits => typeof(T) == typeof(float) ? 23 : 52;

    /// <summary>What is added to the exponent before it is stored.</summary>
    public static int Bias => typeof(T) == typeof(float) ? 127 : 1023;

    /// <summary>
    /// 1.5·2ᵖ with p stored bits. Added to a number of magnitude below 2ᵖ⁻¹, it rounds it to a whole one, ties to even, and leaves that in the low
    /// bits.
    /// </summary>
    public static double RoundingShift => typeof(T) == typeof(float) ? 12582912.0 : 6755399441055744.0;

    public static double SmallestNormal => typeof(T) == typeof(float) ? 1.1754943508222875e-38 : 2.2250738585072014e-308;

    /// <summary>2ⁿ for a whole n whose power is normal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector PowerOfTwo<TSimd, TVector>(TVector n) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        TSimd.ShiftLeft(TSimd.Add(n, TSimd.Constant(RoundingShift + Bias)), SignificandBits);

    /// <summary>a·2ⁿ by two factors: the first product is exact, so the second alone rounds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Scale<TSimd, TVector>(TVector a, TVector n) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        TVector shift = TSimd.Constant(RoundingShift);
        TVector half = TSimd.Subtract(TSimd.MultiplyAdd(n, TSimd.Constant(0.5), shift), shift);
        return TSimd.Multiply(TSimd.Multiply(a, PowerOfTwo<TSimd, TVector>(half)), PowerOfTwo<TSimd, TVector>(TSimd.Subtract(n, half)));
    }
}
