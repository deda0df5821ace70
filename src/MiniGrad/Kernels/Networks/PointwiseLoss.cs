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

    /// <summary>The same for few elements, in memory that stays where it is; without a gradient if there is no memory for it.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void ForwardBackwardAlone<T, TLoss>(T* x, T* targets, T scale, T* losses, T* output, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLoss : unmanaged, IPointwiseLoss<T>
    {
        Loop<T, TLoss> loop = new(x, targets, losses, scale, output, default);
        RangeKernel.RunFew<T, Loop<T, TLoss>>(ref loop, 0, count);
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

/// <summary>|x|·(t where x &lt; 0, else 1 − t) + log(1 + e^−|x|), the cross-entropy of a yes-or-no question; 0·∞ counts as 0. Derivative
/// σ(x) − t, as (1 − t)·σ(x) − t·σ(−x): a target of 0 or 1 leaves one of the terms, so that nothing cancels.</summary>
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
        TVector zero = TSimd.Constant(0), one = TSimd.Constant(1), no = TSimd.Subtract(one, t), size = TSimd.Abs(x);
        TVector power = Vanishing.Exp<TSimd, TVector, T>(TSimd.Negate(size)), isNegative = TSimd.LessThan(x, zero);
        TVector yesPart = TSimd.Multiply(t, TSimd.Select(isNegative, one, power));
        TVector noPart = TSimd.Multiply(no, TSimd.Select(isNegative, power, one));
        derivative = TSimd.Divide(TSimd.Subtract(noPart, yesPart), TSimd.Add(one, power));
        TVector factor = TSimd.Select(isNegative, t, no);
        TVector linear = TSimd.Select(TSimd.EqualTo(factor, zero), zero, TSimd.Multiply(size, factor));
        return TSimd.Add(linear, Logarithm.LogOnePlusFraction<TSimd, TVector, T>(power));
    }

    /// <summary>The derivative alone.</summary>
    internal readonly struct Derivative : IBinaryOperator<T>
    {
        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector x, TVector t) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            _ = default(BinaryCrossEntropyLoss<T>).Invoke<TSimd, TVector>(x, t, out TVector derivative);
            return derivative;
        }
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
