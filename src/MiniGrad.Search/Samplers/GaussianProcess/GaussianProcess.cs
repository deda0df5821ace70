namespace MiniGrad.Search;

/// <summary>A normal distribution over functions, given values at some points (Rasmussen and Williams, "Gaussian processes for machine
/// learning", 2006): mean 0, Matérn's covariance, independent noise. Points that have no value yet, which come last, make the variance
/// smaller and leave the mean as it is, as if they had the values that are expected.</summary>
internal sealed class GaussianProcess(bool[] isChoice)
{
    private readonly CholeskyFactor factor = new();
    private double[] alpha = new double[16], covariances = new double[16], slopes = new double[16], solved = new double[16];

    public PointTable Points { get; } = new(isChoice.Length);

    public MaternKernel Kernel { get; } = new(isChoice);

    /// <summary>The variance of the noise.</summary>
    public double Noise { get; private set; } = 1e-6;

    /// <summary>The number of points with values.</summary>
    public int ValueCount { get; private set; }

    /// <summary>Sets what <see cref="ProcessEvidence"/> fits, and forgets all points but the first ones.</summary>
    public void Set(ReadOnlySpan<double> settings, int count)
    {
        Kernel.Set(settings[..^2], settings[^2]);
        Noise = Math.Exp(settings[^1]);
        factor.Truncate(0);
        Points.Truncate(count);
        while (factor.Count < count) AddRow(factor.Count);
    }

    public void Truncate(int count)
    {
        factor.Truncate(count);
        Points.Truncate(count);
    }

    public void Add(ReadOnlySpan<double> features)
    {
        Points.Add(features);
        AddRow(Points.Count - 1);
    }

    /// <summary>Gives all points that are there values.</summary>
    public void SetValues(ReadOnlySpan<double> values)
    {
        Reserve(values.Length);
        ValueCount = values.Length;
        Array.Clear(alpha);
        Span<double> own = alpha.AsSpan(0, ValueCount);
        values.CopyTo(own);
        factor.SolveLower(own);
        factor.SolveUpper(own);
    }

    /// <summary>The mean alone.</summary>
    public double Mean(ReadOnlySpan<double> features)
    {
        Reserve(ValueCount);
        Kernel.Row(features, Points, ValueCount, covariances, []);
        return Rows.Dot(covariances.AsSpan(0, ValueCount), alpha.AsSpan(0, ValueCount));
    }

    /// <summary>Mean and variance of the function, without noise, at a point.</summary>
    public (double Mean, double Variance) Predict(ReadOnlySpan<double> features)
    {
        int count = Points.Count;
        Reserve(count);
        Kernel.Row(features, Points, count, covariances, []);
        double mean = Rows.Dot(covariances.AsSpan(0, ValueCount), alpha.AsSpan(0, ValueCount));
        Span<double> own = covariances.AsSpan(0, count);
        factor.SolveLower(own);
        return (mean, Left(Rows.Dot(own, own)));
    }

    /// <summary>Those, and their derivatives by the features; 0 by choices.</summary>
    public (double Mean, double Variance) Predict(ReadOnlySpan<double> features, Span<double> meanGradient, Span<double> varianceGradient)
    {
        int count = Points.Count;
        Reserve(count);
        Kernel.Row(features, Points, count, covariances, slopes);
        double mean = Rows.Dot(covariances.AsSpan(0, ValueCount), alpha.AsSpan(0, ValueCount));
        Array.Clear(solved);
        Span<double> own = solved.AsSpan(0, count);
        covariances.AsSpan(0, count).CopyTo(own);
        factor.SolveLower(own);
        double variance = Left(Rows.Dot(own, own));
        factor.SolveUpper(own);
        // The padding is 0, as in alpha.
        for (int i = 0; i < PointTable.Padded(count); i++) (solved[i], covariances[i]) = (solved[i] * slopes[i], alpha[i] * slopes[i]);
        for (int j = 0; j < isChoice.Length; j++)
        {
            if (isChoice[j])
            {
                meanGradient[j] = varianceGradient[j] = 0;
                continue;
            }
            double weight = 2 * Kernel.Weight(j);
            meanGradient[j] = weight * MaternKernel.SumOfDifferences(j, features[j], Points, count, covariances);
            varianceGradient[j] = -2 * weight * MaternKernel.SumOfDifferences(j, features[j], Points, count, solved);
        }
        return (mean, variance);
    }

    // Rounding may leave nothing, and a deviation of 0 has no logarithm.
    private double Left(double explained) => Math.Max(Kernel.Variance - explained, 1e-14 * Kernel.Variance);

    private void AddRow(int index)
    {
        Reserve(index + 1);
        Span<double> features = stackalloc double[isChoice.Length];
        Points.Get(index, features);
        Kernel.Row(features, Points, index, covariances, []);
        factor.Add(covariances, Kernel.Variance + Noise);
    }

    private void Reserve(int count)
    {
        if (alpha.Length >= PointTable.Padded(count)) return;
        int size = PointTable.Padded(2 * count);
        Array.Resize(ref alpha, size);
        covariances = new double[size];
        slopes = new double[size];
        solved = new double[size];
    }
}
