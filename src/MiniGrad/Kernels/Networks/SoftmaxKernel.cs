using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Softmax and its kin along the middle axis of [outer, count, inner], in the stable form that subtracts the largest element
/// first. Along the last axis whole vectors are taken at a time; along another, one element of each of many neighbouring lanes.</summary>
internal static unsafe class SoftmaxKernel
{
    /// <summary>The number of elements from which a second thread is tried.</summary>
    private const int Grain = 4096;

    /// <summary>y = exp(x − m) / Σ exp(x − m) with m = max x.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Forward<T>(ReadOnlySpan<T> x, int outer, int count, int inner, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 1)
        {
            fixed (T* source = x, target = y) RunRows<T, SoftmaxRows<T>>(new(source, target, count), outer, count);
            return;
        }
        for (int lane = 0; lane < outer * inner && count > 0; lane++)
        {
            int start = Start(lane, count, inner), end = start + count * inner;
            T largest = Largest(x, start, end, inner);
            CascadedSum<T> sum = default;
            for (int i = start; i < end; i += inner) sum.Add(y[i] = T.Exp(x[i] - largest));
            T scale = T.One / sum.Value;
            for (int i = start; i < end; i += inner) y[i] *= scale;
        }
    }

    /// <summary>y = x − m − log Σ exp(x − m).</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void LogForward<T>(ReadOnlySpan<T> x, int outer, int count, int inner, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 1)
        {
            fixed (T* source = x, target = y) RunRows<T, LogSoftmaxRows<T>>(new(source, target, count), outer, count);
            return;
        }
        for (int lane = 0; lane < outer * inner && count > 0; lane++)
        {
            int start = Start(lane, count, inner), end = start + count * inner;
            T largest = Largest(x, start, end, inner), logarithm = T.Log(ExponentialSum(x, start, end, inner, largest));
            for (int i = start; i < end; i += inner) y[i] = x[i] - largest - logarithm;
        }
    }

    /// <summary>y = m + log Σ exp(x − m), of shape [outer, inner]; −∞ for no elements.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void LogSumExp<T>(ReadOnlySpan<T> x, int outer, int count, int inner, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 1 && count > 0)
        {
            fixed (T* source = x, target = y) RunRows<T, LogSumExpRows<T>>(new(source, target, count), outer, count);
            return;
        }
        for (int lane = 0; lane < outer * inner; lane++)
        {
            int start = Start(lane, count, inner), end = start + count * inner;
            T largest = count == 0 ? T.NegativeInfinity : Largest(x, start, end, inner);
            y[lane] = T.IsFinite(largest) ? largest + T.Log(ExponentialSum(x, start, end, inner, largest)) : largest;
        }
    }

    /// <summary>The gradient of softmax from its output: dx = y · (g − Σ g y).</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Backward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> gradient, int outer, int count, int inner, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 1)
        {
            fixed (T* output = y, g = gradient, target = dx) RunRows<T, GradientRows<T>>(new(output, g, target, count), outer, count);
            return;
        }
        for (int lane = 0; lane < outer * inner; lane++)
        {
            int start = Start(lane, count, inner), end = start + count * inner;
            CascadedSum<T> sum = default;
            for (int i = start; i < end; i += inner) sum.Add(gradient[i] * y[i]);
            T dot = sum.Value;
            for (int i = start; i < end; i += inner) dx[i] = Vanishing.Flush<SimdScalar<T>, T, T>(y[i] * (gradient[i] - dot));
        }
    }

    /// <summary>The gradient of log-softmax from its output: dx = g − exp(y) Σ g.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void LogBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> gradient, int outer, int count, int inner, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (inner == 1)
        {
            fixed (T* output = y, g = gradient, target = dx) RunRows<T, LogGradientRows<T>>(new(output, g, target, count), outer, count);
            return;
        }
        for (int lane = 0; lane < outer * inner; lane++)
        {
            int start = Start(lane, count, inner), end = start + count * inner;
            CascadedSum<T> sum = default;
            for (int i = start; i < end; i += inner) sum.Add(gradient[i]);
            T total = sum.Value;
            for (int i = start; i < end; i += inner) dx[i] = Vanishing.Flush<SimdScalar<T>, T, T>(gradient[i] - T.Exp(y[i]) * total);
        }
    }

    /// <summary>Runs over rows of the given length; rows without elements need nothing done.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void RunRows<T, TKernel>(TKernel kernel, int rows, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKernel : unmanaged, IRangeKernel<T>
    {
        if (length > 0) RangeKernel.Run<T, TKernel>(kernel, rows, Math.Max(1, Grain / length));
    }

    private static int Start(int lane, int count, int inner) => lane / inner * count * inner + lane % inner;

    /// <summary>Σ exp(x − m) over the elements from one place up to another, a step apart.</summary>
    private static T ExponentialSum<T>(ReadOnlySpan<T> x, int start, int end, int step, T largest)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CascadedSum<T> sum = default;
        for (int i = start; i < end; i += step) sum.Add(T.Exp(x[i] - largest));
        return sum.Value;
    }

    /// <summary>The largest of the elements from one place up to another, a step apart; NaN if there is one.</summary>
    private static T Largest<T>(ReadOnlySpan<T> x, int start, int end, int step) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = x[start];
        for (int i = start + step; i < end; i += step) largest = T.Max(largest, x[i]);
        return largest;
    }

    private readonly struct SoftmaxRows<T>(T* x, T* y, int length) : IRangeKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            int count = length;
            for (int row = start; row < end; row++)
            {
                T* source = x + (nint)row * count, target = y + (nint)row * count;
                T largest = SoftmaxRow<T>.Largest<TSimd, TVector>(source, count);
                TVector scale = TSimd.Broadcast(T.One / SoftmaxRow<T>.Exponentials<TSimd, TVector>(source, count, largest, target));
                for (int i = 0; i < count; i += TSimd.Lanes)
                    Store<TSimd, TVector, T>(TSimd.Multiply(Load<TSimd, TVector, T>(target + i, count - i), scale), target + i, count - i);
            }
        }
    }

    private readonly struct LogSoftmaxRows<T>(T* x, T* y, int length) : IRangeKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            int count = length;
            for (int row = start; row < end; row++)
            {
                T* source = x + (nint)row * count, target = y + (nint)row * count;
                T largest = SoftmaxRow<T>.Largest<TSimd, TVector>(source, count);
                TVector shift = TSimd.Broadcast(largest);
                TVector logarithm = TSimd.Broadcast(T.Log(SoftmaxRow<T>.Exponentials<TSimd, TVector>(source, count, largest, null)));
                for (int i = 0; i < count; i += TSimd.Lanes)
                {
                    TVector shifted = TSimd.Subtract(Load<TSimd, TVector, T>(source + i, count - i), shift);
                    Store<TSimd, TVector, T>(TSimd.Subtract(shifted, logarithm), target + i, count - i);
                }
            }
        }
    }

    private readonly struct LogSumExpRows<T>(T* x, T* y, int length) : IRangeKernel<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            for (int row = start; row < end; row++)
            {
                T* source = x + (nint)row * length;
                T largest = SoftmaxRow<T>.Largest<TSimd, TVector>(source, length);
                y[row] = T.IsFinite(largest)
                    ? largest + T.Log(SoftmaxRow<T>.Exponentials<TSimd, TVector>(source, length, largest, null))
                    : SoftmaxKernel.Largest(new ReadOnlySpan<T>(source, length), 0, length, 1);
            }
        }
    }

    private readonly struct GradientRows<T>(T* y, T* g, T* dx, int length) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            int count = length;
            for (int row = start; row < end; row++)
            {
                T* output = y + (nint)row * count, gradient = g + (nint)row * count, target = dx + (nint)row * count;
                TVector dot = TSimd.Broadcast(SumRows<T>.Dot<TSimd, TVector>(gradient, output, count));
                for (int i = 0; i < count; i += TSimd.Lanes)
                {
                    TVector difference = TSimd.Subtract(Load<TSimd, TVector, T>(gradient + i, count - i), dot);
                    TVector value = TSimd.Multiply(Load<TSimd, TVector, T>(output + i, count - i), difference);
                    Store<TSimd, TVector, T>(Vanishing.Flush<TSimd, TVector, T>(value), target + i, count - i);
                }
            }
        }
    }

    private readonly struct LogGradientRows<T>(T* y, T* g, T* dx, int length) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            int count = length;
            for (int row = start; row < end; row++)
            {
                T* output = y + (nint)row * count, gradient = g + (nint)row * count, target = dx + (nint)row * count;
                TVector minusTotal = TSimd.Broadcast(-SumRows<T>.Sum<TSimd, TVector>(gradient, count));
                for (int i = 0; i < count; i += TSimd.Lanes)
                {
                    TVector p = Vanishing.Exp<TSimd, TVector, T>(Load<TSimd, TVector, T>(output + i, count - i));
                    TVector value = TSimd.MultiplyAdd(p, minusTotal, Load<TSimd, TVector, T>(gradient + i, count - i));
                    Store<TSimd, TVector, T>(Vanishing.Flush<TSimd, TVector, T>(value), target + i, count - i);
                }
            }
        }
    }
}
