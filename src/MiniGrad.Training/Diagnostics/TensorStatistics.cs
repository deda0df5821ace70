using MiniGrad.Kernels;

namespace MiniGrad.Training;

/// <summary>Figures of the numbers of one or several tensors together, in double precision.</summary>
/// <param name="Count">How many numbers there are, n.</param>
/// <param name="Mean"><c>μ = Σx / n</c>.</param>
/// <param name="StandardDeviation"><c>√(Σ(x − μ)² / n)</c>.</param>
/// <param name="RootMeanSquare"><c>√(Σx² / n)</c>.</param>
/// <param name="ZeroCount">How many are exactly 0.</param>
/// <param name="NotFiniteCount">How many are NaN or infinite. With one, the other figures are not finite either.</param>
public sealed record TensorStatistics(
    long Count, double Mean, double StandardDeviation, double RootMeanSquare, long ZeroCount, long NotFiniteCount)
{
    /// <summary>The Euclidean norm <c>√Σx²</c>.</summary>
    public double Norm => RootMeanSquare * Math.Sqrt(Count);

    /// <summary>The share of exact zeros, from 0 to 1; 0 where there are no numbers.</summary>
    public double ZeroShare => Count == 0 ? 0 : (double)ZeroCount / Count;

    /// <summary>Whether all numbers are finite.</summary>
    public bool IsFinite => NotFiniteCount == 0;

    /// <summary>The statistics of the elements of some tensors together.</summary>
    internal static TensorStatistics Of<T>(IReadOnlyList<Tensor<T>> tensors) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        long count = 0, zeros = 0, notFinite = 0;
        double largest = 0;
        foreach (Tensor<T> tensor in tensors)
        {
            count += tensor.ElementCount;
            foreach (T element in tensor.Span)
            {
                if (element == T.Zero) zeros++;
                else if (!T.IsFinite(element)) notFinite++;
                else largest = Math.Max(largest, Math.Abs(double.CreateTruncating(element)));
            }
        }
        if (notFinite > 0) return new(count, double.NaN, double.NaN, double.NaN, zeros, notFinite);
        if (largest == 0) return new(count, 0, 0, 0, zeros, notFinite);

        // A power of two, so that scaling rounds nothing; squares of numbers about 1 neither overflow nor vanish.
        int exponent = Math.ILogB(largest);
        double mean = Average(tensors, count, exponent, x => x);
        double square = Average(tensors, count, exponent, x => x * x);
        double variance = Average(tensors, count, exponent, x => (x - mean) * (x - mean));
        double Scaled(double number) => Math.ScaleB(number, exponent);
        return new(count, Scaled(mean), Scaled(Math.Sqrt(variance)), Scaled(Math.Sqrt(square)), zeros, notFinite);
    }

    private static double Average<T>(IReadOnlyList<Tensor<T>> tensors, long count, int exponent, Func<double, double> function)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CascadedSum<double> sum = default;
        foreach (Tensor<T> tensor in tensors)
            foreach (T element in tensor.Span) sum.Add(function(Math.ScaleB(double.CreateTruncating(element), -exponent)));
        return sum.Value / count;
    }
}
