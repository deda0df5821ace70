using System.Runtime.Intrinsics;

namespace MiniGrad.Kernels;

/// <summary>Applies an update rule in one pass over a parameter, its gradient and its state.</summary>
/// <remarks>A gradient that has vanished would leave subnormal numbers in the state, for ever. So gradients and averages below a bound
/// count as 0, for the reasons given at <see cref="Vanishing"/>. Rules such as Adam divide one average by the root of another, which must
/// not vanish much before the first: the bounds are right for an ε above about 1e-18 in single precision and 1e-145 in double, where m / ε
/// is at most of the order of 1 by the time that v is 0.</remarks>
internal static unsafe class OptimizerUpdate
{
    /// <summary>The number of elements from which a second thread is tried.</summary>
    private const int Grain = 8192;

    // What was written by shorter vectors is slow to read by longer ones. So many of the longest are worth it.
    private const int FewVectors = 8;

    /// <summary>Updates the values. State that the rule does not have may be empty.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Run<T, TRule, TPreparation>(
        Span<T> values, ReadOnlySpan<T> gradient, Span<T> first, Span<T> second, Span<T> third, in TRule rule, in TPreparation preparation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TRule : unmanaged, IUpdateRule<T>
            where TPreparation : unmanaged, IGradientPreparation<T>
    {
        int count = values.Length;
        if (TRule.StateCount > 0) first = first[..count];
        if (TRule.StateCount > 1) second = second[..count];
        if (TRule.StateCount > 2) third = third[..count];
        fixed (T* theta = values, g = gradient[..count], a = first, b = second, c = third)
        fixed (TRule* settings = &rule)
        fixed (TPreparation* prepare = &preparation)
        {
            if (count == 0) return;
            if (AreFew<T>(count))
            {
                RunAlone(theta, g, a, b, c, count, settings, prepare);
                return;
            }
            RangeKernel.Run<T, Loop<T, TRule, TPreparation>>(new(theta, g, a, b, c, settings, prepare), count, Grain);
        }
    }

    /// <summary>Updates values by the calling thread, in memory that stays where it is.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void RunAlone<T, TRule, TPreparation>(
        T* values, T* gradient, T* first, T* second, T* third, int count, TRule* rule, TPreparation* preparation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TRule : unmanaged, IUpdateRule<T>
            where TPreparation : unmanaged, IGradientPreparation<T>
    {
        if (Vector512.IsHardwareAccelerated && !AreFew<T>(count))
            Run<Simd512<T>, Vector512<T>, T, TRule, TPreparation>(values, gradient, first, second, third, count, rule, preparation);
        else if (Vector256.IsHardwareAccelerated)
            Run<Simd256<T>, Vector256<T>, T, TRule, TPreparation>(values, gradient, first, second, third, count, rule, preparation);
        else if (Vector128.IsHardwareAccelerated)
            Run<Simd128<T>, Vector128<T>, T, TRule, TPreparation>(values, gradient, first, second, third, count, rule, preparation);
        else Run<SimdScalar<T>, T, T, TRule, TPreparation>(values, gradient, first, second, third, count, rule, preparation);
    }

    /// <summary>Whether vectors of 256 bits do, whatever the processor has: the same for so many elements with those behind
    /// them.</summary>
    [MethodImpl(AggressiveInlining)]
    private static bool AreFew<T>(int count) where T : unmanaged => count <= (FewVectors - 1) * Vector512<T>.Count;

    [MethodImpl(AggressiveInlining)]
    private static void Run<TSimd, TVector, T, TRule, TPreparation>(
        T* values, T* gradient, T* firsts, T* seconds, T* thirds, int count, TRule* rule, TPreparation* preparation)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TRule : unmanaged, IUpdateRule<T>
            where TPreparation : unmanaged, IGradientPreparation<T>
    {
        int i = 0;
        for (; i <= count - TSimd.Lanes; i += TSimd.Lanes)
        {
            TVector first = default, second = default, third = default;
            if (TRule.StateCount > 0) first = TSimd.Load(firsts + i);
            if (TRule.StateCount > 1) second = TSimd.Load(seconds + i);
            if (TRule.StateCount > 2) third = TSimd.Load(thirds + i);
            TVector x = Next<TSimd, TVector, T, TRule, TPreparation>(
                TSimd.Load(values + i), TSimd.Load(gradient + i), ref first, ref second, ref third, rule, preparation);
            if (TRule.StateCount > 0) TSimd.Store(first, firsts + i);
            if (TRule.StateCount > 1) TSimd.Store(second, seconds + i);
            if (TRule.StateCount > 2) TSimd.Store(third, thirds + i);
            TSimd.Store(x, values + i);
        }
        if (i == count) return;
        RunRest<TSimd, TVector, T, TRule, TPreparation>(
            values + i, gradient + i, TRule.StateCount > 0 ? firsts + i : null, TRule.StateCount > 1 ? seconds + i : null,
            TRule.StateCount > 2 ? thirds + i : null, count - i, rule, preparation);
    }

    // Apart, so that the compiler has the rule once at a time before it: it stops inlining where a method grows too large.
    [MethodImpl(AggressiveOptimization | NoInlining)]
    private static void RunRest<TSimd, TVector, T, TRule, TPreparation>(
        T* values, T* gradient, T* firsts, T* seconds, T* thirds, int count, TRule* rule, TPreparation* preparation)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TRule : unmanaged, IUpdateRule<T>
            where TPreparation : unmanaged, IGradientPreparation<T>
    {
        TVector first = default, second = default, third = default;
        if (TRule.StateCount > 0) first = TSimd.LoadFirst(firsts, count);
        if (TRule.StateCount > 1) second = TSimd.LoadFirst(seconds, count);
        if (TRule.StateCount > 2) third = TSimd.LoadFirst(thirds, count);
        TVector x = Next<TSimd, TVector, T, TRule, TPreparation>(
            TSimd.LoadFirst(values, count), TSimd.LoadFirst(gradient, count), ref first, ref second, ref third, rule, preparation);
        if (TRule.StateCount > 0) TSimd.StoreFirst(first, firsts, count);
        if (TRule.StateCount > 1) TSimd.StoreFirst(second, seconds, count);
        if (TRule.StateCount > 2) TSimd.StoreFirst(third, thirds, count);
        TSimd.StoreFirst(x, values, count);
    }

    // Settings stay in memory, from where an instruction broadcasts them for nothing; out of a register it takes one more.
    [MethodImpl(AggressiveInlining)]
    private static TVector Next<TSimd, TVector, T, TRule, TPreparation>(
        TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third, TRule* rule, TPreparation* preparation)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TRule : unmanaged, IUpdateRule<T>
            where TPreparation : unmanaged, IGradientPreparation<T>
    {
        TVector d = preparation->Gradient<TSimd, TVector>(value, gradient);
        if (!TRule.UsesSignsAlone)
            d = Vanishing.Flush<TSimd, TVector, T>(d, TSimd.Constant(GradientBound<T>(TRule.SquaresGradients)));
        return rule->Invoke<TSimd, TVector>(
            preparation->Value<TSimd, TVector>(value), d, ref first, ref second, ref third);
    }

    /// <summary>An average of gradients, or 0 where it has vanished.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Average<TSimd, TVector, T>(TVector average)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Vanishing.Flush<TSimd, TVector, T>(average);

    /// <summary>An average of squares of gradients, or 0 where it is below what the smallest gradient that counts adds to it.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector Square<TSimd, TVector, T>(TVector square)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        TSimd.Select(TSimd.LessThan(square, TSimd.Constant(typeof(T) == typeof(float) ? 1e-37 : 1e-300)), TSimd.Constant(0), square);

    /// <summary>A size with the sign of x: the size itself, its negative, or 0 where x is 0. NaN stays NaN.</summary>
    [MethodImpl(AggressiveInlining)]
    public static TVector WithSign<TSimd, TVector, T>(TVector size, TVector x)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        TVector zero = TSimd.Constant(0), negative = TSimd.Select(TSimd.LessThan(x, zero), TSimd.Negate(size), TSimd.Multiply(x, zero));
        return TSimd.Select(TSimd.LessThan(zero, x), size, negative);
    }

    /// <summary>Below this a gradient counts as 0. Where there are squares, its own is the smallest number that has to be normal, times 1 −
    /// β₂.</summary>
    [MethodImpl(AggressiveInlining)]
    private static double GradientBound<T>(bool isSquared) =>
        !isSquared ? Vanishing.Bound<T>() : typeof(T) == typeof(float) ? 1e-17 : 1e-145;

    // The settings stay where they were made: copying a struct soon after its fields were written stalls the processor.
    private readonly struct Loop<T, TRule, TPreparation>(T* theta, T* g, T* a, T* b, T* c, TRule* rule, TPreparation* preparation)
        : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TRule : unmanaged, IUpdateRule<T>
            where TPreparation : unmanaged, IGradientPreparation<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            nint i = start;
            OptimizerUpdate.Run<TSimd, TVector, T, TRule, TPreparation>(
                theta + i, g + i, TRule.StateCount > 0 ? a + i : null, TRule.StateCount > 1 ? b + i : null,
                TRule.StateCount > 2 ? c + i : null, end - start, rule, preparation);
        }
    }
}
