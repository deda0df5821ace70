namespace MiniGrad.Search;

/// <summary>The normal distribution of CMA-ES, N(m, σ² A C A) with the diagonal A of the margin: drawn from, and moved by the ranked points
/// of a generation (Hansen, "The CMA evolution strategy: a tutorial", 2016; A: Hamano and others, "CMA-ES with margin", 2022).</summary>
internal sealed class NormalSearch
{
    private readonly int size;
    private readonly StrategyWeights weights;
    private readonly SymmetricEigen eigen;
    private readonly double[] covariance, widthPath, covariancePath, deviations, steps, mean, stretch, move, scratch;
    private readonly int laziness;
    private int generation, decomposed;

    public NormalSearch(double[] mean, double width, int population)
    {
        size = mean.Length;
        (this.mean, Width, Population) = (mean, width, population);
        weights = new StrategyWeights(size, population);
        eigen = new SymmetricEigen(size);
        covariance = new double[size * size];
        (widthPath, covariancePath, move, scratch) = (new double[size], new double[size], new double[size], new double[size]);
        (deviations, stretch) = (new double[size], new double[size]);
        steps = new double[population * size];
        Array.Fill(stretch, 1);
        Array.Fill(deviations, 1);
        for (int i = 0; i < size; i++) covariance[i * size + i] = eigen.Vectors[i * size + i] = 1;
        laziness = Math.Max(1, (int)(1 / (2 * size * (weights.OneRate + weights.ManyRate))));
    }

    public int Population { get; }

    /// <summary>How many generations it has seen.</summary>
    public int Generation => generation;

    /// <summary>σ.</summary>
    public double Width { get; private set; }

    public ReadOnlySpan<double> Mean => mean;

    /// <summary>The largest ratio of lengths of axes; infinite where the covariance has been lost.</summary>
    public double Condition { get; private set; } = 1;

    public StrategyWeights Weights => weights;

    /// <summary>The standard deviation of a coordinate.</summary>
    public double DeviationOf(int coordinate) => Width * stretch[coordinate] * Math.Sqrt(covariance[coordinate * size + coordinate]);

    public void Draw(Random random, Span<double> point)
    {
        point.Clear();
        for (int k = 0; k < size; k += 2)
        {
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            (double sine, double cosine) = Math.SinCos(2 * Math.PI * random.NextDouble());
            RowMath.Add(deviations[k] * radius * cosine, eigen.Vector(k), point);
            if (k + 1 < size) RowMath.Add(deviations[k + 1] * radius * sine, eigen.Vector(k + 1), point);
        }
        for (int i = 0; i < size; i++) point[i] = mean[i] + Width * stretch[i] * point[i];
    }

    /// <summary>Moves by the points of a generation, a row each, the best first.</summary>
    public void Update(ReadOnlySpan<double> points)
    {
        generation++;
        Span<double> lengths = Population <= 256 ? stackalloc double[Population] : new double[Population];
        // Points that were not drawn from here (asked for by hand, or under way for long) may not pull further than drawn ones
        // (Hansen, "Injecting external solutions into CMA-ES", 2011).
        double farthest = Math.Sqrt(size) + 2.0 * size / (size + 2);
        move.AsSpan().Clear();
        for (int p = 0; p < Population; p++)
        {
            Span<double> step = steps.AsSpan(p * size, size);
            for (int i = 0; i < size; i++) step[i] = (points[p * size + i] - mean[i]) / (Width * stretch[i]);
            double length = Math.Sqrt(SquaredLength(step));
            if (length > farthest)
            {
                RowMath.Scale(farthest / length, step);
                length = farthest;
            }
            lengths[p] = length;
            if (p < weights.Parents) RowMath.Add(weights.Values[p], step, move);
        }
        MovePaths(out bool isSteady);
        for (int i = 0; i < size; i++) mean[i] += Width * stretch[i] * move[i];
        MoveCovariance(lengths, isSteady);
        double ratio = Math.Sqrt(RowMath.Dot(widthPath, widthPath)) / weights.ExpectedLength - 1;
        Width *= Math.Exp(Math.Min(1, weights.WidthRate / weights.Damping * ratio));
        if (generation - decomposed >= laziness) Decompose();
    }

    /// <summary>Keeps the share of the neighbours of a separate value from vanishing (Hamano and others 2022, section 4).</summary>
    /// <param name="coordinate">Which one.</param>
    /// <param name="low">Where the values below the mean's begin; −∞ where there are none.</param>
    /// <param name="high">Where those above begin; ∞ where there are none.</param>
    /// <param name="margin">α, the least share.</param>
    public void KeepMargin(int coordinate, double low, double high, double margin)
    {
        double deviation = DeviationOf(coordinate);
        if (double.IsInfinity(low) && double.IsInfinity(high)) return;
        if (double.IsInfinity(low) || double.IsInfinity(high))
        {
            double edge = double.IsInfinity(low) ? high : low;
            double farthest = -NormalShare.PointOf(margin) * deviation, distance = mean[coordinate] - edge;
            mean[coordinate] = edge + Math.Clamp(distance, -farthest, farthest);
            return;
        }
        double below = NormalShare.Below((low - mean[coordinate]) / deviation);
        double above = NormalShare.Below((mean[coordinate] - high) / deviation);
        if (below >= margin / 2 && above >= margin / 2) return;
        double between = 1 - below - above, least = margin / 2;
        double moreBelow = Math.Max(below, least), moreAbove = Math.Max(above, least);
        double excess = (1 - moreBelow - moreAbove - between) / (moreBelow + moreAbove + between - 3 * least);
        moreBelow = Math.Max(least, moreBelow + excess * (moreBelow - least));
        moreAbove = Math.Max(least, moreAbove + excess * (moreAbove - least));
        double toLow = -NormalShare.PointOf(Math.Min(moreBelow, 0.5)), toHigh = -NormalShare.PointOf(Math.Min(moreAbove, 0.5));
        if (!(toLow + toHigh > 0)) return;
        mean[coordinate] = (low * toHigh + high * toLow) / (toLow + toHigh);
        stretch[coordinate] *= (high - low) / (toLow + toHigh) / deviation;
    }

    private double SquaredLength(ReadOnlySpan<double> step)
    {
        double sum = 0;
        for (int k = 0; k < size; k++)
        {
            double z = RowMath.Dot(eigen.Vector(k), step) / deviations[k];
            sum += z * z;
        }
        return sum;
    }

    private void MovePaths(out bool isSteady)
    {
        double rate = weights.WidthRate, gain = Math.Sqrt(rate * (2 - rate) * weights.Mass);
        scratch.AsSpan().Clear();
        for (int k = 0; k < size; k++)
            RowMath.Add(RowMath.Dot(eigen.Vector(k), move) / deviations[k], eigen.Vector(k), scratch);
        RowMath.Scale(1 - rate, widthPath);
        RowMath.Add(gain, scratch, widthPath);
        double length = Math.Sqrt(RowMath.Dot(widthPath, widthPath) / (1 - Math.Pow(1 - rate, 2 * generation)));
        isSteady = length < (1.4 + 2.0 / (size + 1)) * weights.ExpectedLength;
        rate = weights.PathRate;
        RowMath.Scale(1 - rate, covariancePath);
        if (isSteady) RowMath.Add(Math.Sqrt(rate * (2 - rate) * weights.Mass), move, covariancePath);
    }

    private void MoveCovariance(ReadOnlySpan<double> lengths, bool isSteady)
    {
        double one = weights.OneRate, many = weights.ManyRate;
        double kept = 1 - one - many * weights.Total + (isSteady ? 0 : one * weights.PathRate * (2 - weights.PathRate));
        for (int i = 0; i < size; i++)
        {
            Span<double> row = covariance.AsSpan(i * size, i + 1);
            RowMath.Scale(kept, row);
            RowMath.Add(one * covariancePath[i], covariancePath.AsSpan(0, i + 1), row);
        }
        for (int p = 0; p < Population; p++)
        {
            double weight = weights.Values[p];
            if (weight < 0) weight *= size / Math.Max(lengths[p] * lengths[p], 1e-12);
            ReadOnlySpan<double> step = steps.AsSpan(p * size, size);
            for (int i = 0; i < size; i++)
                RowMath.Add(many * weight * step[i], step[..(i + 1)], covariance.AsSpan(i * size, i + 1));
        }
        for (int i = 0; i < size; i++)
            for (int j = 0; j < i; j++) covariance[j * size + i] = covariance[i * size + j];
    }

    private void Decompose()
    {
        decomposed = generation;
        double smallest = double.PositiveInfinity, largest = 0;
        bool isDone = eigen.Decompose(covariance);
        foreach (double value in eigen.Values) (smallest, largest) = (Math.Min(smallest, value), Math.Max(largest, value));
        Condition = isDone && smallest > 0 && double.IsFinite(Width) ? Math.Sqrt(largest / smallest) : double.PositiveInfinity;
        for (int k = 0; k < size; k++) deviations[k] = Math.Sqrt(Math.Max(eigen.Values[k], 1e-300));
    }
}
