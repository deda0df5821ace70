using System.Numerics;
using System.Runtime.CompilerServices;
using MiniGrad.Kernels.Simd;
using static MiniGrad.Kernels.Simd.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Update rules, each one pass over a parameter, its gradient and its state.</summary>
/// <remarks>
/// A gradient that has vanished would leave subnormal numbers in the state, for ever. So gradients and averages below a bound count as 0, for the
/// reasons given at <see cref="Vanishing"/>. Adam divides one average by the root of another, which must not vanish much before the first: its bounds
/// are right for an ε above about 1e-18 in single precision and 1e-145 in double, where m / ε is at most of the order of 1 by the time that v is 0.
/// </remarks>
internal static unsafe class OptimizerUpdate
{
    /// <summary>The number of elements from which a second thread is tried.</summary>
    private const int Grain = 8192;

    /// <summary>θ ← θ − η·(g + λ·θ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Descend<T>(Span<T> values, ReadOnlySpan<T> gradient, T rate, T decay) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* theta = values, g = gradient[..values.Length])
            RangeKernel.Run<T, DescentLoop<T>>(new(theta, g, rate, decay), values.Length, Grain);
    }

    /// <summary>
    /// With d = g + λ·θ: m ← γ·m + f·d, then θ ← θ − η·m, or θ ← θ − η·(d + γ·m) if looking ahead.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void DescendWithMomentum<T>(
        Span<T> values, ReadOnlySpan<T> gradient, Span<T> average, T rate, T decay, T momentum, T fresh, bool lookAhead)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        // Both forms are θ ← θ − η·(a·d + b·m).
        T direct = lookAhead ? T.One : T.Zero, averaged = lookAhead ? momentum : T.One;
        fixed (T* theta = values, g = gradient[..values.Length], m = average[..values.Length])
            RangeKernel.Run<T, MomentumLoop<T>>(new(theta, g, m, rate, decay, momentum, fresh, direct, averaged), values.Length, Grain);
    }

    /// <summary>
    /// With d = g + λ·θ: m ← β₁·m + (1 − β₁)·d, v ← β₂·v + (1 − β₂)·d², θ ← θ − η·m / (s·√v + ε), where η and s carry the corrections for the
    /// start.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Adam<T>(
        Span<T> values, ReadOnlySpan<T> gradient, Span<T> average, Span<T> square, T rate, T rootScale, T beta1, T beta2, T epsilon, T decay)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* theta = values, g = gradient[..values.Length], m = average[..values.Length], v = square[..values.Length])
        {
            RangeKernel.Run<T, AdamLoop<T>>(
                new(theta, g, m, v, rate, rootScale, beta1, beta2, epsilon, decay), values.Length, Grain);
        }
    }

    /// <summary>Below this a gradient counts as 0. Its square is the smallest number that has to be normal, times 1 − β₂.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double GradientBound<T>() => typeof(T) == typeof(float) ? 1e-17 : 1e-145;

    /// <summary>Below this Adam's average of squares counts as 0: what the smallest gradient that counts adds to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double SquareBound<T>() => typeof(T) == typeof(float) ? 1e-37 : 1e-300;

    private readonly struct DescentLoop<T>(T* theta, T* g, T rate, T decay) : IRangeKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            T* values = theta, gradient = g;
            TVector minusRate = TSimd.Broadcast(-rate), lambda = TSimd.Broadcast(decay);
            for (int i = start; i < end; i += TSimd.Lanes)
            {
                int left = end - i;
                TVector x = Load<TSimd, TVector, T>(values + i, left);
                TVector d = TSimd.MultiplyAdd(x, lambda, Load<TSimd, TVector, T>(gradient + i, left));
                d = Vanishing.Flush<TSimd, TVector, T>(d);
                Store<TSimd, TVector, T>(TSimd.MultiplyAdd(d, minusRate, x), values + i, left);
            }
        }
    }

    private readonly struct MomentumLoop<T>(T* theta, T* g, T* m, T rate, T decay, T momentum, T fresh, T direct, T averaged) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            T* values = theta, gradient = g, average = m;
            TVector lambda = TSimd.Broadcast(decay), gamma = TSimd.Broadcast(momentum), share = TSimd.Broadcast(fresh);
            TVector ofGradient = TSimd.Broadcast(-rate * direct), ofAverage = TSimd.Broadcast(-rate * averaged);
            for (int i = start; i < end; i += TSimd.Lanes)
            {
                int left = end - i;
                TVector x = Load<TSimd, TVector, T>(values + i, left);
                TVector d = TSimd.MultiplyAdd(x, lambda, Load<TSimd, TVector, T>(gradient + i, left));
                d = Vanishing.Flush<TSimd, TVector, T>(d, TSimd.Constant(GradientBound<T>()));
                TVector next = TSimd.MultiplyAdd(Load<TSimd, TVector, T>(average + i, left), gamma, TSimd.Multiply(d, share));
                next = Vanishing.Flush<TSimd, TVector, T>(next);
                Store<TSimd, TVector, T>(next, average + i, left);
                Store<TSimd, TVector, T>(TSimd.MultiplyAdd(next, ofAverage, TSimd.MultiplyAdd(d, ofGradient, x)), values + i, left);
            }
        }
    }

    private readonly struct AdamLoop<T>(T* theta, T* g, T* m, T* v, T rate, T rootScale, T beta1, T beta2, T epsilon, T decay) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            T* values = theta;
            TVector minusRate = TSimd.Broadcast(-rate), scale = TSimd.Broadcast(rootScale), offset = TSimd.Broadcast(epsilon);
            TVector lambda = TSimd.Broadcast(decay), kept1 = TSimd.Broadcast(beta1), kept2 = TSimd.Broadcast(beta2);
            TVector new1 = TSimd.Broadcast(T.One - beta1), new2 = TSimd.Broadcast(T.One - beta2);
            for (int i = start; i < end; i += TSimd.Lanes)
            {
                int left = end - i;
                TVector x = Load<TSimd, TVector, T>(values + i, left);
                TVector d = TSimd.MultiplyAdd(x, lambda, Load<TSimd, TVector, T>(g + i, left));
                d = Vanishing.Flush<TSimd, TVector, T>(d, TSimd.Constant(GradientBound<T>()));
                TVector average = TSimd.MultiplyAdd(d, new1, TSimd.Multiply(Load<TSimd, TVector, T>(m + i, left), kept1));
                average = Vanishing.Flush<TSimd, TVector, T>(average);
                Store<TSimd, TVector, T>(average, m + i, left);
                TVector square = TSimd.MultiplyAdd(TSimd.Multiply(d, new2), d, TSimd.Multiply(Load<TSimd, TVector, T>(v + i, left), kept2));
                square = TSimd.Select(TSimd.LessThan(square, TSimd.Constant(SquareBound<T>())), TSimd.Constant(0), square);
                Store<TSimd, TVector, T>(square, v + i, left);
                TVector denominator = TSimd.MultiplyAdd(TSimd.SquareRoot(square), scale, offset);
                Store<TSimd, TVector, T>(TSimd.Add(x, TSimd.DivideFast(TSimd.Multiply(average, minusRate), denominator)), values + i, left);
            }
        }
    }
}
