namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The standard deviation of the elements along axes: <c>√(Σ (x − mean)² / (n − correction))</c>.</summary>
    /// <remarks>Its derivatives of any order where all elements are equal, where it has none, are taken as 0: a feature that happens to be
    /// constant in a batch gives no NaN.</remarks>
    /// <param name="axes">The axes, from either end. Default: all, to a tensor of shape [].</param>
    /// <param name="keepDimensions">Whether those axes stay, with size 1.</param>
    /// <param name="correction">1 for the root of the unbiased estimate from a sample (Bessel's correction, the default), 0 for the
    /// deviation of the elements themselves.</param>
    /// <exception cref="ArgumentOutOfRangeException">An axis is out of range.</exception>
    /// <exception cref="ArgumentException">An axis is given twice, or there are no more elements than the correction.</exception>
    public Tensor<T> StandardDeviation(ReadOnlySpan<int> axes = default, bool keepDimensions = false, int correction = 1)
    {
        AxisSet set = new(nameof(StandardDeviation), Shape, axes, keepDimensions);
        if (correction < 0 || set.Count <= correction)
        {
            throw new ArgumentException(
                $"StandardDeviation: a correction of {correction} needs more than {Math.Max(correction, 0)} elements, got {set.Count} in " +
                $"each group of {Shape}.", nameof(correction));
        }

        // From one of the elements the differences of equal ones are exactly 0, which they need not be from a rounded mean.
        Tensor<T> origin = Detach();
        foreach (int axis in set.ToArray()) origin = origin.Slice(axis, 0, 1);
        Tensor<T> differences = this - origin;
        Tensor<T> deviations = differences - differences.Mean(axes, keepDimensions: true);
        return new NormOperation<T>(deviations, set).Apply() / T.Sqrt(T.CreateChecked(set.Count - correction));
    }
}
