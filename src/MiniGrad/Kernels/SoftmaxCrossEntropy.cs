using System.Numerics;

namespace MiniGrad.Kernels;

/// <summary>
/// Softmax and cross-entropy of rows of scores against one label a row, in one go. The targets of a row are
/// q[c] = w[c]·((1 − ε)·[c = label] + ε / classes); without weights, all w are 1.
/// </summary>
internal static class SoftmaxCrossEntropy
{
    /// <summary>The loss of each row: Σq·log Σ exp(x − m) − Σ q·(x − m), with m = max x.</summary>
    public static void Forward<T>(ReadOnlySpan<T> logits, int classes, ReadOnlySpan<int> labels, ReadOnlySpan<T> weights, T smoothing, Span<T> losses)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<T> x = logits.Slice(row * classes, classes);
            T largest = Softmax.Largest(x, 0, classes, 1), logarithm = T.Log(Softmax.ExponentialSum(x, 0, classes, 1, largest));
            T loss = (T.One - smoothing) * Weight(weights, labels[row]) * (logarithm - (x[labels[row]] - largest));
            if (smoothing > T.Zero)
            {
                CascadedSum<T> smooth = default;
                for (int c = 0; c < classes; c++) smooth.Add(Weight(weights, c) * (logarithm - (x[c] - largest)));
                loss += smooth.Value * smoothing / T.CreateChecked(classes);
            }
            losses[row] = loss;
        }
    }

    /// <summary>The gradient of each row: g·(Σq·softmax(x) − q).</summary>
    public static void Backward<T>(
        ReadOnlySpan<T> logits, ReadOnlySpan<T> gradient, int classes, ReadOnlySpan<int> labels, ReadOnlySpan<T> weights, T smoothing, Span<T> output)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<T> x = logits.Slice(row * classes, classes);
            Span<T> dx = output.Slice(row * classes, classes);
            T largest = Softmax.Largest(x, 0, classes, 1);
            CascadedSum<T> sum = default;
            for (int c = 0; c < classes; c++) sum.Add(dx[c] = T.Exp(x[c] - largest));
            T scale = gradient[row] * TargetSum(labels[row], classes, weights, smoothing) / sum.Value;
            T shared = smoothing / T.CreateChecked(classes);
            for (int c = 0; c < classes; c++)
            {
                dx[c] *= scale;
                if (smoothing > T.Zero) dx[c] -= gradient[row] * Weight(weights, c) * shared;
            }
            dx[labels[row]] -= gradient[row] * Weight(weights, labels[row]) * (T.One - smoothing);
        }
    }

    /// <summary>Σq of a row with the given label.</summary>
    private static T TargetSum<T>(int label, int classes, ReadOnlySpan<T> weights, T smoothing) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (weights.IsEmpty) return T.One;
        T all = T.Zero;
        if (smoothing > T.Zero)
            foreach (T weight in weights) all += weight;
        return (T.One - smoothing) * weights[label] + all * smoothing / T.CreateChecked(classes);
    }

    private static T Weight<T>(ReadOnlySpan<T> weights, int index) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        weights.IsEmpty ? T.One : weights[index];
}
