namespace MiniGrad.Kernels;

/// <summary>The layout of IEEE 754 numbers, and what follows from it.</summary>
internal static class FloatFormat<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The bias of the stored exponent.</summary>
    public static int Bias
    {
        [MethodImpl(AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 127 : 1023;
    }

    /// <summary>1.5·2ᵖ with p stored bits. Added to a number of magnitude below 2ᵖ⁻¹, it rounds it to a whole one, ties to even, and leaves
    /// that in the low bits.</summary>
    public static double RoundingShift
    {
        [MethodImpl(AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 12582912.0 : 6755399441055744.0;
    }

    public static double SmallestNormal
    {
        [MethodImpl(AggressiveInlining)]
        get => typeof(T) == typeof(float) ? 1.1754943508222875e-38 : 2.2250738585072014e-308;
    }

    /// <summary>2ⁿ for a whole n whose power is normal.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector PowerOfTwo<TSimd, TVector>(TVector n) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        TVector biased = TSimd.Add(n, TSimd.Constant(RoundingShift + Bias));
        return typeof(T) == typeof(float) ? TSimd.ShiftLeft(biased, 23) : TSimd.ShiftLeft(biased, 52);
    }

    /// <summary>a·2ⁿ by two factors: the first product is exact, so the second alone rounds.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Scale<TSimd, TVector>(TVector a, TVector n) where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        TVector shift = TSimd.Constant(RoundingShift);
        TVector half = TSimd.Subtract(TSimd.MultiplyAdd(n, TSimd.Constant(0.5), shift), shift);
        return TSimd.Multiply(TSimd.Multiply(a, PowerOfTwo<TSimd, TVector>(half)), PowerOfTwo<TSimd, TVector>(TSimd.Subtract(n, half)));
    }

    /// <summary>See <see cref="ISimd{TVector, T}.Split"/>.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Split<TSimd, TVector>(TVector x, out TVector exponent)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        bool isSingle = typeof(T) == typeof(float);
        TVector zero = TSimd.Constant(0);

        // Subnormal numbers are made normal first.
        TVector isSmall = TSimd.LessThan(x, TSimd.Constant(SmallestNormal));
        TVector normal = TSimd.Select(isSmall, TSimd.Multiply(x, TSimd.Constant(1L << 54)), x);

        // Adding the distance of the patterns of ¾ and 1 makes the exponent step up at ¾ instead of at 1.
        TVector shifted = TSimd.AddBits(normal, TSimd.Pattern(isSingle ? 0x00400000 : 0x0008000000000000));
        TVector biased = TSimd.Or(isSingle ? TSimd.ShiftRight(shifted, 23) : TSimd.ShiftRight(shifted, 52), TSimd.Constant(RoundingShift));
        exponent = TSimd.Subtract(biased, TSimd.Select(
            isSmall, TSimd.Constant(RoundingShift + Bias + 54), TSimd.Constant(RoundingShift + Bias)));
        TVector significand = TSimd.AddBits(
            TSimd.And(shifted, TSimd.Pattern(isSingle ? 0x007FFFFF : 0x000FFFFFFFFFFFFF)), TSimd.Constant(0.75));

        exponent = TSimd.Select(TSimd.LessThan(x, TSimd.Constant(double.PositiveInfinity)), exponent, x);
        exponent = TSimd.Select(TSimd.EqualTo(x, zero), TSimd.Constant(double.NegativeInfinity), exponent);
        return TSimd.Select(TSimd.LessThan(x, zero), TSimd.Constant(double.NaN), significand);
    }
}
