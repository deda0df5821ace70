using System.Numerics;

namespace MiniGrad.Kernels;

/// <summary>
/// Softmax and its kin along the middle axis of [outer, count, inner], in the stable form that subtracts the largest element first.
/// </summary>
internal static class Softmax
{
    /// <summary>y = exp(x − m) / Σ exp(x − m) with m = max x.</summary>
    public static void Forward<T>(ReadOnlySpan<T> x, int outer, int count, int inner, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
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
    public static void LogForward<T>(ReadOnlySpan<T> x, int outer, int count, int inner, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < outer * inner && count > 0; lane++)
        {
            int start = Start(lane, count, inner), end = start + count * inner;
            T largest = Largest(x, start, end, inner), logarithm = T.Log(ExponentialSum(x, start, end, inner, largest));
            for (int i = start; i < end; i += inner) y[i] = x[i] - largest - logarithm;
        }
    }

    /// <summary>y = m + log Σ exp(x − m), of shape [outer, inner]; −∞ for no elements.</summary>
    public static void LogSumExp<T>(ReadOnlySpan<T> x, int outer, int count, int inner, Span<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < outer * inner; lane++)
        {
            int start = Start(lane, count, inner), end = start + count * inner;
            T largest = count == 0 ? T.NegativeInfinity : Largest(x, start, end, inner);
            if (!T.IsFinite(largest))
            {
                y[lane] = largest;
                continue;
            }
            y[lane] = largest + T.Log(ExponentialSum(x, start, end, inner, largest));
        }
    }

    /// <summary>The gradient of softmax from its output: dx = y · (g − Σ g y).</summary>
    public static void Backward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> gradient, int outer, int count, int inner, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < outer * inner; lane++)
        {
            int start = Start(lane, count, inner), end = start + count * inner;
            CascadedSum<T> sum = default;
            for (int i = start; i < end; i += inner) sum.Add(gradient[i] * y[i]);
            T dot = sum.Value;
            for (int i = start; i < end; i += inner) dx[i] = y[i] * (gradient[i] - dot);
        }
    }

    /// <summary>The gradient of log-softmax from its output: dx = g − exp(y) Σ g.</summary>
    public static void LogBackward<T>(ReadOnlySpan<T> y, ReadOnlySpan<T> gradient, int outer, int count, int inner, Span<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int lane = 0; lane < outer * inner; lane++)
        {
            int start = Start(lane, count, inner), end = start + count * inner;
            CascadedSum<T> sum = default;
            for (int i = start; i < end; i += inner) sum.Add(gradient[i]);
            T total = sum.Value;
            for (int i = start; i < end; i += inner) dx[i] = gradient[i] - T.Exp(y[i]) * total;
        }
    }

    private static int Start(int lane, int count, int inner) => lane / inner * count * inner + lane % inner;

    /// <summary>Σ exp(x − m) over the elements from one place up to another, a step apart.</summary>
    public static T ExponentialSum<T>(ReadOnlySpan<T> x, int start, int end, int step, T largest) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CascadedSum<T> sum = default;
        for (int i = start; i < end; i += step) sum.Add(T.Exp(x[i] - largest));
        return sum.Value;
    }

    /// <summary>The largest of the elements from one place up to another, a step apart; NaN if there is one.</summary>
    public static T Largest<T>(ReadOnlySpan<T> x, int start, int end, int step) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T largest = x[start];
        for (int i = start + step; i < end; i += step) largest = T.Max(largest, x[i]);
        return largest;
    }
}
