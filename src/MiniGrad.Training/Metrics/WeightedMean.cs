namespace MiniGrad.Training;

/// <summary><c>Σ w·x / Σ w</c>; NaN where there is no weight.</summary>
internal struct WeightedMean
{
    private PreciseSum sum;
    private PreciseSum weights;

    public readonly double Value => sum.Value / weights.Value;

    public void Add(double value, double weight)
    {
        // Not even NaN counts where the weight is 0.
        if (weight == 0) return;
        sum.Add(weight * value);
        weights.Add(weight);
    }
}
