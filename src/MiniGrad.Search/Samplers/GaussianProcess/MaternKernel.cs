using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MiniGrad.Search;

/// <summary>Matérn's covariance with ν = 5/2 and a length scale for each feature: <c>k = s² (1 + a + a²/3) e⁻ᵃ</c>, <c>a² = 5 r²</c>,
/// <c>r² = Σ (dⱼ / ℓⱼ)²</c>, where dⱼ is the difference of numbers, and 1 for choices that differ (Rasmussen and Williams, "Gaussian
/// processes for machine learning", 2006).</summary>
/// <remarks>Loops here and in what is called by the thousand are compiled at their best at once: a study of a minute is over before the
/// runtime comes to it.</remarks>
/// <param name="isChoice">Which features are choices.</param>
internal sealed class MaternKernel(bool[] isChoice)
{
    private readonly double[] weights = new double[isChoice.Length];

    public int FeatureCount => isChoice.Length;

    /// <summary>s².</summary>
    public double Variance { get; private set; } = 1;

    public bool IsChoice(int feature) => isChoice[feature];

    /// <summary>1 / ℓⱼ².</summary>
    public double Weight(int feature) => weights[feature];

    public void Set(ReadOnlySpan<double> logInverseLengths, double logVariance)
    {
        for (int j = 0; j < weights.Length; j++) weights[j] = Math.Exp(2 * logInverseLengths[j]);
        Variance = Math.Exp(logVariance);
    }

    /// <summary>The covariances of a point with those of a table from 0 on, and, where there is room for them, their derivatives by
    /// r².</summary>
    /// <param name="features">The point.</param>
    /// <param name="table">The other points.</param>
    /// <param name="count">How many of those; whole vectors are written.</param>
    /// <param name="covariances">The result.</param>
    /// <param name="derivatives">Empty, or room for the derivatives.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Row(ReadOnlySpan<double> features, PointTable table, int count, Span<double> covariances, Span<double> derivatives)
    {
        int padded = PointTable.Padded(count);
        Span<Vector<double>> result = MemoryMarshal.Cast<double, Vector<double>>(covariances[..padded]);
        result.Clear();
        for (int j = 0; j < weights.Length; j++)
        {
            ReadOnlySpan<Vector<double>> column = MemoryMarshal.Cast<double, Vector<double>>(table.Column(j)[..padded]);
            Vector<double> own = new(features[j]), weight = new(weights[j]);
            if (isChoice[j])
            {
                for (int i = 0; i < result.Length; i++)
                    result[i] += Vector.ConditionalSelect(Vector.Equals(column[i], own), Vector<double>.Zero, weight);
                continue;
            }
            for (int i = 0; i < result.Length; i++)
            {
                Vector<double> difference = column[i] - own;
                result[i] += weight * difference * difference;
            }
        }
        Vector<double> five = new(5), third = new(1.0 / 3), variance = new(Variance), slope = new(-5.0 / 6 * Variance);
        Span<Vector<double>> slopes = MemoryMarshal.Cast<double, Vector<double>>(derivatives.IsEmpty ? derivatives : derivatives[..padded]);
        for (int i = 0; i < result.Length; i++)
        {
            Vector<double> squared = five * result[i], root = Vector.SquareRoot(squared);
            Vector<double> power = Vector.Exp(-root);
            result[i] = variance * power * (Vector<double>.One + root + third * squared);
            if (!slopes.IsEmpty) slopes[i] = slope * power * (Vector<double>.One + root);
        }
    }

    /// <summary>Σ fᵢ dⱼᵢ² over the points of a table, for a factor of each point.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double SumOfSquares(int feature, double own, PointTable table, int count, ReadOnlySpan<double> factors)
    {
        int padded = PointTable.Padded(count);
        ReadOnlySpan<Vector<double>> column = MemoryMarshal.Cast<double, Vector<double>>(table.Column(feature)[..padded]);
        ReadOnlySpan<Vector<double>> factor = MemoryMarshal.Cast<double, Vector<double>>(factors[..padded]);
        Vector<double> sum = Vector<double>.Zero, center = new(own);
        if (isChoice[feature])
        {
            for (int i = 0; i < column.Length; i++)
                sum += Vector.ConditionalSelect(Vector.Equals(column[i], center), Vector<double>.Zero, factor[i]);
            return Vector.Sum(sum);
        }
        for (int i = 0; i < column.Length; i++)
        {
            Vector<double> difference = column[i] - center;
            sum += factor[i] * difference * difference;
        }
        return Vector.Sum(sum);
    }

    /// <summary>Σ fᵢ (xⱼ − xⱼᵢ) over the points of a table, for a factor of each point; the feature is a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumOfDifferences(int feature, double own, PointTable table, int count, ReadOnlySpan<double> factors)
    {
        int padded = PointTable.Padded(count);
        ReadOnlySpan<Vector<double>> column = MemoryMarshal.Cast<double, Vector<double>>(table.Column(feature)[..padded]);
        ReadOnlySpan<Vector<double>> factor = MemoryMarshal.Cast<double, Vector<double>>(factors[..padded]);
        Vector<double> sum = Vector<double>.Zero, center = new(own);
        for (int i = 0; i < column.Length; i++) sum += factor[i] * (center - column[i]);
        return Vector.Sum(sum);
    }
}
