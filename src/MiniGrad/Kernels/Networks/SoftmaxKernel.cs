using System.Numerics.Tensors;
using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Softmax and its kin along the rows of a matrix, in the stable form that subtracts the largest element first.</summary>
internal static unsafe class SoftmaxKernel
{
    /// <summary>The number of elements from which a second thread is tried.</summary>
    private const int Grain = 4096;

    /// <summary>y = exp(x − m) / Σ exp(x − m) with m = max x.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Forward<T>(ReadOnlySpan<T> x, int rows, int columns, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* source = x, target = y) RunRows<T, SoftmaxRows<T>>(new(source, target, columns), rows, columns);
    }

    /// <summary>y = x − m − log Σ exp(x − m).</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void LogForward<T>(ReadOnlySpan<T> x, int rows, int columns, Span<T> y)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* source = x, target = y) RunRows<T, LogSoftmaxRows<T>>(new(source, target, columns), rows, columns);
    }

    /// <summary>y = m + log Σ exp(x − m), one a row; −∞ for no elements.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void LogSumExp<T>(ReadOnlySpan<T> x, int rows, int columns, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (columns == 0) y[..rows].Fill(T.NegativeInfinity);
        fixed (T* source = x, target = y) RunRows<T, LogSumExpRows<T>>(new(source, target, columns), rows, columns);
    }

    /// <summary>The gradient of softmax from its output: dx = y · (g − Σ g y).</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Backward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> gradient, int rows, int columns, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* output = y, g = gradient, target = dx) RunRows<T, GradientRows<T>>(new(output, g, target, columns), rows, columns);
    }

    /// <summary>The gradient of log-softmax from its output: dx = g − exp(y) Σ g.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void LogBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> gradient, int rows, int columns, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* output = y, g = gradient, target = dx) RunRows<T, LogGradientRows<T>>(new(output, g, target, columns), rows, columns);
    }

    /// <summary>Runs over rows of the given length; rows without elements need nothing done.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void RunRows<T, TKernel>(TKernel kernel, int rows, int length)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TKernel : unmanaged, IRangeKernel<T>
    {
        if (length > 0) RangeKernel.Run<T, TKernel>(kernel, rows, Math.Max(1, Grain / length));
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
                // A largest element that is infinite hides NaN.
                y[row] = T.IsFinite(largest)
                    ? largest + T.Log(SoftmaxRow<T>.Exponentials<TSimd, TVector>(source, length, largest, null))
                    : TensorPrimitives.Max(new ReadOnlySpan<T>(source, length));
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
