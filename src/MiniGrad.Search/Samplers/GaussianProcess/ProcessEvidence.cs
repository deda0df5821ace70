using System.Runtime.CompilerServices;

namespace MiniGrad.Search;

/// <summary>How probable the settings of a Gaussian process are, given values at points: the logarithm of the marginal likelihood plus that
/// of a prior. The settings are the logarithms of 1 / ℓⱼ, of s² and of the noise's variance.</summary>
/// <remarks>For values of variance 1, log ℓ is normal around ½ log D − 0.7 with the deviation 0.7 for D features, so that functions of many
/// are no rougher a priori than those of few (Hvarfner and others, "Vanilla Bayesian optimization performs great in high dimensions",
/// 2024); s² is gamma(2, 1), the noise gamma(1.1, 30).</remarks>
internal sealed class ProcessEvidence(bool[] isChoice)
{
    private const double LengthWidth = 0.7;

    private readonly double lengthMean = 0.5 * Math.Log(Math.Max(1, isChoice.Length)) - 0.7;
    private readonly MaternKernel kernel = new(isChoice);
    private readonly CholeskyFactor factor = new();
    private double[][] covariances = [], slopes = [], inverse = [];
    private double[] alpha = [], solved = [];
    private PointTable points = new(0);
    private double[] values = [];

    public int SettingCount => isChoice.Length + 2;

    /// <summary>Takes points, all of a table, and their values.</summary>
    public void Set(PointTable table, double[] targets)
    {
        (points, values) = (table, targets);
        int count = table.Count, had = inverse.Length;
        if (had >= count) return;
        Array.Resize(ref covariances, count);
        Array.Resize(ref slopes, count);
        Array.Resize(ref inverse, count);
        for (int i = had; i < count; i++)
        {
            int padded = PointTable.Padded(i + 1);
            (covariances[i], slopes[i], inverse[i]) = (new double[padded], new double[padded], new double[padded]);
        }
        (alpha, solved) = (new double[PointTable.Padded(count)], new double[PointTable.Padded(count)]);
    }

    /// <summary>Minus the logarithm, up to a constant, and its gradient.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Evaluate(ReadOnlySpan<double> settings, Span<double> gradient)
    {
        int count = points.Count, features = isChoice.Length;
        kernel.Set(settings[..^2], settings[^2]);
        double noise = Math.Exp(settings[^1]);
        factor.Truncate(0);
        Span<double> own = stackalloc double[features];
        for (int i = 0; i < count; i++)
        {
            points.Get(i, own);
            kernel.Row(own, points, i, covariances[i], slopes[i]);
            factor.Add(covariances[i], kernel.Variance + noise);
        }
        Span<double> weights = alpha.AsSpan(0, count);
        values.AsSpan(0, count).CopyTo(weights);
        factor.SolveLower(weights);
        double fit = Rows.Dot(weights, weights) / 2;
        double result = fit + factor.SumOfLogarithms();
        factor.SolveUpper(weights);

        factor.Invert(inverse, covariances);
        gradient.Clear();
        double byDiagonal = 0;
        for (int i = 0; i < count; i++)
        {
            // Half the trace of (K⁻¹ − α αᵀ) ∂K, of which each pair appears twice.
            double[] row = inverse[i];
            byDiagonal += (row[i] - weights[i] * weights[i]) / 2;
            Span<double> part = solved.AsSpan(0, PointTable.Padded(i));
            for (int k = 0; k < i; k++) part[k] = (row[k] - weights[i] * weights[k]) * slopes[i][k];
            part[i..].Clear();
            points.Get(i, own);
            for (int j = 0; j < features; j++)
                gradient[j] += 2 * kernel.Weight(j) * kernel.SumOfSquares(j, own[j], points, i, part);
        }
        // tr(K⁻¹ K) = n and αᵀ K α = yᵀ α, of which noise has its share and s² the rest.
        gradient[^1] = noise * byDiagonal;
        gradient[^2] = (count - 2 * fit) / 2 - gradient[^1];
        return result + Prior(settings, gradient);
    }

    private double Prior(ReadOnlySpan<double> settings, Span<double> gradient)
    {
        double sum = 0;
        for (int j = 0; j < isChoice.Length; j++)
        {
            double off = (-settings[j] - lengthMean) / LengthWidth;
            sum += off * off / 2;
            gradient[j] -= off / LengthWidth;
        }
        double variance = kernel.Variance, noise = Math.Exp(settings[^1]);
        gradient[^2] += variance - 1;
        gradient[^1] += 30 * noise - 0.1;
        return sum + variance - settings[^2] + 30 * noise - 0.1 * settings[^1];
    }
}
