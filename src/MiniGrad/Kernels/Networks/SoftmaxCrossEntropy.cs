using static MiniGrad.Kernels.VectorMemory;

namespace MiniGrad.Kernels;

/// <summary>Softmax and cross-entropy of rows of scores against one label a row, in one go. The targets of a row are q[c] = w[c]·((1 −
/// ε)·[c = label] + ε / classes); without weights, all w are 1. A row with the label to ignore has the loss 0 and no gradient.</summary>
/// <remarks>The three methods go through the same arithmetic: <see cref="ForwardBackward"/> gives the losses of <see cref="Forward"/>, and
/// the gradients that <see cref="Backward"/> gives where each row's incoming gradient is the scale, to the bit.</remarks>
internal static unsafe class SoftmaxCrossEntropy
{
    // Labels are not negative.
    private const int NoLabel = -1;

    /// <summary>The loss of each row: Σq·log Σ exp(x − m) − Σ q·(x − m), with m = max x.</summary>
    public static void Forward<T>(
        ReadOnlySpan<T> logits, int classes, ReadOnlySpan<int> labels, int? ignored, ReadOnlySpan<T> weights, T smoothing,
        Span<T> losses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Run(logits, classes, labels, ignored, weights, smoothing, losses[..labels.Length], default, T.One, default);

    /// <summary>The gradient of each row: g·(Σq·softmax(x) − q).</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> logits, ReadOnlySpan<T> gradient, int classes, ReadOnlySpan<int> labels, int? ignored, ReadOnlySpan<T> weights,
        T smoothing, Span<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(
        logits, classes, labels, ignored, weights, smoothing, default, gradient[..labels.Length], T.One,
        output[..(labels.Length * classes)]);

    /// <summary>The loss of each row and its gradient scale·(Σq·softmax(x) − q), where every row weighs the same, in one pass. The gradient
    /// may be the same memory as the scores.</summary>
    public static void ForwardBackward<T>(
        ReadOnlySpan<T> logits, T scale, int classes, ReadOnlySpan<int> labels, int? ignored, ReadOnlySpan<T> weights, T smoothing,
        Span<T> losses, Span<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(
        logits, classes, labels, ignored, weights, smoothing, losses[..labels.Length], default, scale, output[..(labels.Length * classes)]);

    /// <summary>The same without weights and smoothing, for few rows of at most <see cref="FewClasses{T}.Max"/> classes, in memory that
    /// stays where it is; without a gradient if there is no memory for it.</summary>
    [MethodImpl(AggressiveOptimization | NoInlining)]
    public static void ForwardBackwardAlone<T>(T* logits, T scale, int classes, int* labels, T* losses, T* output, int rows)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        FewClasses<T> kernel = new(logits, classes, labels, NoLabel, null, losses, null, scale, output);
        RangeKernel.RunAlone<T, FewClasses<T>>(ref kernel, 0, rows);
    }

    [MethodImpl(AggressiveOptimization)]
    private static void Run<T>(
        ReadOnlySpan<T> logits, int classes, ReadOnlySpan<int> labels, int? ignored, ReadOnlySpan<T> weights, T smoothing,
        Span<T> losses, ReadOnlySpan<T> gradient, T scale, Span<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        fixed (T* x = logits[..(labels.Length * classes)], w = weights, loss = losses, g = gradient, dx = output)
        fixed (int* label = labels)
        {
            if (classes <= FewClasses<T>.Max && !(smoothing > T.Zero))
            {
                SoftmaxKernel.RunRows<T, FewClasses<T>>(
                    new(x, classes, label, ignored ?? NoLabel, w, loss, g, scale, dx), labels.Length, classes);
                return;
            }
            SoftmaxKernel.RunRows<T, Rows<T>>(
                new(x, classes, label, ignored ?? NoLabel, w, Sum(weights, smoothing), smoothing, loss, g, scale, dx), labels.Length,
                classes);
        }
    }

    /// <summary>Σ w, where it matters.</summary>
    private static T Sum<T>(ReadOnlySpan<T> weights, T smoothing) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T sum = T.Zero;
        if (smoothing > T.Zero)
            foreach (T weight in weights) sum += weight;
        return sum;
    }

    /// <summary>Losses and gradients, each where it has memory. Without gradients that reach the rows, the scale reaches all.</summary>
    private readonly struct Rows<T>(
        T* x, int classes, int* labels, int ignored, T* weights, T weightSum, T smoothing, T* losses, T* gradient, T scale, T* dx)
        : IRangeKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        [MethodImpl(AggressiveOptimization)]
        public void Run<TSimd, TVector>(int start, int end) where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            bool isWide = classes > TSimd.Lanes;
            T* labelScores = stackalloc T[TSimd.Lanes], ownWeights = stackalloc T[TSimd.Lanes];
            T shared = smoothing / T.CreateTruncating(classes), own = T.One - smoothing;
            T g = Vanishing.Flush<SimdScalar<T>, T, T>(scale), smallest = Vanishing.SmallestFactor<SimdScalar<T>, T, T>(g);
            for (int row = start; row < end; row++)
            {
                T* scores = x + (nint)row * classes, target = dx == null ? null : dx + (nint)row * classes;
                int label = labels[row];
                // Also a row whose loss does not count, whatever its scores are.
                if (label == ignored || (losses == null && gradient[row] == T.Zero))
                {
                    if (losses != null)
                    {
                        int place = (row - start) % TSimd.Lanes;
                        // A sum of exponentials with the logarithm 0.
                        (losses[row], labelScores[place], ownWeights[place]) = (T.One, T.Zero, T.Zero);
                        if (smoothing > T.Zero) losses[row] = T.Zero;
                        else if (place == TSimd.Lanes - 1 || row == end - 1)
                            FinishLosses<TSimd, TVector>(losses + row - place, labelScores, ownWeights, place + 1);
                    }
                    if (dx != null) new Span<T>(target, classes).Clear();
                    continue;
                }
                T largest = SoftmaxRow<T>.Largest<TSimd, TVector>(scores, classes), labelScore = scores[label] - largest;
                T ownWeight = weights == null ? own : own * weights[label];

                // A row that fits into one vector stays in a register from the exponentials to the gradient.
                TVector power = TSimd.Constant(0);
                T sum;
                if (!isWide)
                {
                    power = SoftmaxRow<T>.Power<TSimd, TVector>(scores, classes, TSimd.Broadcast(largest));
                    sum = TSimd.Sum(power);
                }
                else sum = Exponentials<TSimd, TVector>(scores, classes, largest, losses != null && smoothing > T.Zero ? null : target);

                if (losses != null)
                {
                    int place = (row - start) % TSimd.Lanes;
                    (losses[row], labelScores[place], ownWeights[place]) = (sum, labelScore, ownWeight);
                    if (smoothing > T.Zero)
                    {
                        T logarithm = TSimd.First(Logarithm.Log<TSimd, TVector, T>(TSimd.Broadcast(sum)));
                        losses[row] = ownWeight * (logarithm - labelScore) + shared * SmoothLoss(scores, largest, logarithm);
                    }
                    else if (place == TSimd.Lanes - 1 || row == end - 1)
                        FinishLosses<TSimd, TVector>(losses + row - place, labelScores, ownWeights, place + 1);
                }
                if (dx == null) continue;

                // The scores are needed for a smooth loss, and may lie where the gradient goes: then the exponentials come once more.
                if (isWide && losses != null && smoothing > T.Zero)
                    Exponentials<TSimd, TVector>(scores, classes, largest, target);
                if (gradient != null)
                {
                    g = Vanishing.Flush<SimdScalar<T>, T, T>(gradient[row]);
                    smallest = Vanishing.SmallestFactor<SimdScalar<T>, T, T>(g);
                }
                T targetSum = weights == null ? T.One : ownWeight + weightSum * shared;
                TVector factor = TSimd.Broadcast(g * targetSum / sum), minusShared = TSimd.Broadcast(-(g * shared));
                TVector smallestPower = TSimd.Broadcast(smallest * sum);
                TVector minusOwn = TSimd.Broadcast(-(g * ownWeight)), others = TSimd.Constant(0);
                // A row sums to 0. Where p is near 1, the difference of both would lose digits.
                bool isSure = !(smoothing > T.Zero) && labelScore == T.Zero && sum < T.CreateTruncating(1.25);
                for (int i = 0; i < classes; i += TSimd.Lanes)
                {
                    int left = classes - i;
                    TVector value = isWide ? Load<TSimd, TVector, T>(target + i, left) : power;
                    value = TSimd.Multiply(Vanishing.Flush<TSimd, TVector, T>(value, smallestPower), factor);
                    if (smoothing > T.Zero)
                    {
                        TVector weight = weights == null ? TSimd.Constant(1) : Load<TSimd, TVector, T>(weights + i, left);
                        value = TSimd.MultiplyAdd(weight, minusShared, value);
                    }
                    if ((uint)(label - i) < (uint)TSimd.Lanes)
                    {
                        TVector isLabel = TSimd.EqualTo(TSimd.Indices, TSimd.Broadcast(T.CreateTruncating(label - i)));
                        TVector rest = TSimd.Select(isLabel, TSimd.Constant(0), value);
                        value = !isSure ? TSimd.Select(isLabel, TSimd.Add(value, minusOwn), value)
                            : isWide ? rest : TSimd.Select(isLabel, TSimd.Broadcast(-TSimd.Sum(rest)), value);
                    }
                    if (isSure && isWide) others = TSimd.Add(others, value);
                    Store<TSimd, TVector, T>(Vanishing.Flush<TSimd, TVector, T>(value), target + i, left);
                }
                if (isSure && isWide) target[label] = Vanishing.Flush<SimdScalar<T>, T, T>(-TSimd.Sum(others));
            }
        }

        /// <summary>From the sums of several rows to their losses.</summary>
        [MethodImpl(AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void FinishLosses<TSimd, TVector>(T* sums, T* labelScores, T* ownWeights, int rows)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TVector logarithm = Logarithm.Log<TSimd, TVector, T>(Load<TSimd, TVector, T>(sums, rows));
            TVector loss = TSimd.Subtract(logarithm, Load<TSimd, TVector, T>(labelScores, rows));
            Store<TSimd, TVector, T>(TSimd.Multiply(Load<TSimd, TVector, T>(ownWeights, rows), loss), sums, rows);
        }

        /// <summary>Σ w·(log Σ exp(x − m) − (x − m)).</summary>
        private T SmoothLoss(T* scores, T largest, T logarithm)
        {
            CascadedSum<T> sum = default;
            for (int c = 0; c < classes; c++) sum.Add((weights == null ? T.One : weights[c]) * (logarithm - (scores[c] - largest)));
            return sum.Value;
        }

        [MethodImpl(AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static T Exponentials<TSimd, TVector>(T* scores, int count, T largest, T* target)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct =>
            SoftmaxRow<T>.Exponentials<TSimd, TVector>(scores, count, largest, target);
    }
}
