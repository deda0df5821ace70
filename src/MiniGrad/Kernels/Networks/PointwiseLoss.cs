using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>A loss of each element of a prediction x against a target t, and its derivative by x.</summary>
internal interface IPointwiseLoss<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    TVector Invoke<TSimd, TVector>(TVector x, TVector t, out TVector derivative)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct;
}

/// <summary>Losses of single elements, alone or with their gradients in one pass, to the same bits.</summary>
internal static unsafe class PointwiseLoss
{
    private const int Grain = 8192;

    /// <summary>The loss of each element.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void Forward<T, TLoss>(ReadOnlySpan<T> x, ReadOnlySpan<T> targets, Span<T> losses, TLoss function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : unmanaged, IPointwiseLoss<T>
    {
        fixed (T* source = x, t = targets[..x.Length], loss = losses[..x.Length])
            RangeKernel.Run<T, Loop<T, TLoss>>(new(source, t, loss, T.One, null, function), x.Length, Grain);
    }

    /// <summary>The loss of each element, and scale times the derivative. Output and x may be the same memory.</summary>
    [MethodImpl(AggressiveOptimization)]
    public static void ForwardBackward<T, TLoss>(
        ReadOnlySpan<T> x, ReadOnlySpan<T> targets, T scale, Span<T> losses, Span<T> output, TLoss function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : unmanaged, IPointwiseLoss<T>
    {
        fixed (T* source = x, t = targets[..x.Length], loss = losses[..x.Length], dx = output[..x.Length])
            RangeKernel.Run<T, Loop<T, TLoss>>(new(source, t, loss, scale, dx, function), x.Length, Grain);
    }

    private readonly struct Loop<T, TLoss>(T* x, T* targets, T* losses, T scale, T* dx, TLoss function) : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : unmanaged, IPointwiseLoss<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TLoss f = function;
            TVector g = Vanishing.Flush<TSimd, TVector, T>(TSimd.Broadcast(scale));
            TVector smallest = Vanishing.SmallestFactor<TSimd, TVector, T>(g);
            for (int i = start; i < end; i += TSimd.Lanes)
            {
                int left = end - i;
                TVector t = Load<TSimd, TVector, T>(targets + i, left);
                TVector loss = f.Invoke<TSimd, TVector>(Load<TSimd, TVector, T>(x + i, left), t, out TVector derivative);
                Store<TSimd, TVector, T>(loss, losses + i, left);
                if (dx == null) continue;
                Store<TSimd, TVector, T>(TSimd.Multiply(g, Vanishing.Flush<TSimd, TVector, T>(derivative, smallest)), dx + i, left);
            }
        }
    }
}

/// <summary>max(x, 0) − x·t + log(1 + e^−|x|), the cross-entropy of a yes-or-no question; derivative σ(x) − t.</summary>
internal readonly struct BinaryCrossEntropyLoss<T> : IPointwiseLoss<T>, IBinaryOperator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector x, TVector t) where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
        Invoke<TSimd, TVector>(x, t, out _);

    [MethodImpl(AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector x, TVector t, out TVector derivative)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        TVector power = Vanishing.Exp<TSimd, TVector, T>(TSimd.Negate(TSimd.Abs(x)));
        derivative = TSimd.Subtract(ExponentialFunction.SigmoidFromPower<TSimd, TVector, T>(x, power), t);
        TVector linear = TSimd.Subtract(TSimd.Max(TSimd.Constant(0), x), TSimd.Multiply(x, t));
        return TSimd.Add(linear, Logarithm.LogOnePlus<TSimd, TVector, T>(power));
    }
}

/// <summary>(x − t)²; derivative 2·(x − t).</summary>
internal readonly struct SquaredErrorLoss<T> : IPointwiseLoss<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    [MethodImpl(AggressiveInlining)]
    public TVector Invoke<TSimd, TVector>(TVector x, TVector t, out TVector derivative)
        where TSimd : struct, ISimd<TVector, T> where TVector : struct
    {
        TVector difference = TSimd.Subtract(x, t);
        derivative = TSimd.Add(difference, difference);
        return TSimd.Multiply(difference, difference);
    }
}
