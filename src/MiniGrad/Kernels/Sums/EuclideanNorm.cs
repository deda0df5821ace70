using System.Numerics.Tensors;

namespace MiniGrad.Kernels;

/// <summary>The root of the sum of squares, in double precision whatever the elements are, so that squares do not overflow.</summary>
internal static class EuclideanNorm
{
    /// <summary>A unit in which the norm of finite numbers is finite.</summary>
    public const double LargeUnit = 18446744073709551616d;

    private const int Block = 512;

    /// <summary>√(Σ xᵢ²) in a unit; 0 for no elements, NaN if there is one.</summary>
    public static double Of<T>(ReadOnlySpan<T> x, double unit = 1) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double squares = SumOfSquares(x, 1);
        if (double.IsNormal(squares) || squares == 0 && !x.ContainsAnyExcept(T.Zero)) return Math.Sqrt(squares) / unit;

        // Squares overflowed or vanished, which only doubles can make them do.
        double largest = double.CreateTruncating(T.Abs(TensorPrimitives.MaxMagnitude(x)));
        return double.IsFinite(largest) ? largest / unit * Math.Sqrt(SumOfSquares(x, largest)) : largest;
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
