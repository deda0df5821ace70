using System.Numerics.Tensors;

namespace MiniGrad.Kernels;

/// <summary>The root of the sum of squares, in double precision whatever the elements are, so that squares do not overflow.</summary>
internal static class EuclideanNorm
{
    private const int Block = 512;

    /// <summary>√(Σ xᵢ²); 0 for no elements, NaN if there is one.</summary>
    public static double Of<T>(ReadOnlySpan<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double squares = SumOfSquares(x, 1);
        if (double.IsNormal(squares) || squares == 0 && !x.ContainsAnyExcept(T.Zero)) return Math.Sqrt(squares);

        // Squares overflowed or vanished, which only doubles can make them do.
        double largest = double.CreateTruncating(T.Abs(TensorPrimitives.MaxMagnitude(x)));
        return double.IsFinite(largest) ? largest * Math.Sqrt(SumOfSquares(x, largest)) : largest;
    }

    /// <summary>Σ (xᵢ/d)².</summary>
    private static double SumOfSquares<T>(ReadOnlySpan<T> x, double divisor) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Span<double> block = stackalloc double[Block];
        CascadedSum<double> sum = default;
        for (int i = 0; i < x.Length; i += Block)
        {
            ReadOnlySpan<T> part = x.Slice(i, Math.Min(Block, x.Length - i));
            Span<double> wide = block[..part.Length];
            TensorPrimitives.ConvertTruncating(part, wide);
            if (divisor != 1) TensorPrimitives.Divide(wide, divisor, wide);
            sum.Add(TensorPrimitives.SumOfSquares<double>(wide));
        }
        return sum.Value;
    }
}
