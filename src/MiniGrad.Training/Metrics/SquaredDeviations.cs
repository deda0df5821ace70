namespace MiniGrad.Training;

/// <summary><c>Σ w·(y − ȳ)²</c> in one pass, exact but for the last digits even where the mean ȳ is far larger than the deviations: sums of
/// <c>d = y − y₀</c> and <c>d²</c>, y₀ the first number, of twice the precision. No part of a term is rounded off.</summary>
internal struct SquaredDeviations
{
    private double first;
    private bool hasFirst;
    private PreciseSum weights;
    private PreciseSum sum;
    private PreciseSum squares;

    /// <summary>Around m, the mean of d as a double, it is <c>Σ w·d² − 2m·Σ w·d + m²·Σ w</c>.</summary>
    public readonly double Value
    {
        get
        {
            double mean = sum.Value / weights.Value, square = mean * mean;
            PreciseSum total = squares;
            total.AddProduct(sum, -2 * mean);
            total.AddProduct(weights, square);
            total.AddProduct(weights, Math.FusedMultiplyAdd(mean, mean, -square));
            return Math.Max(total.Value, 0);
        }
    }

    public void Add(double value, double weight)
    {
        if (!hasFirst) (first, hasFirst) = (value, true);
        PreciseSum difference = default;
        difference.Add(value);
        difference.Add(-first);
        PreciseSum square = default;
        square.AddProduct(difference, difference.Value);
        square.AddProduct(difference, difference.Remainder);
        weights.Add(weight);
        sum.AddProduct(difference, weight);
        squares.AddProduct(square, weight);
    }
}
