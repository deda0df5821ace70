namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The variance of the elements along axes: <c>Σ (x − mean)² / (n − correction)</c>.</summary>
    /// <param name="axes">The axes, from either end. Default: all, to a tensor of shape [].</param>
    /// <param name="keepDimensions">Whether those axes stay, with size 1.</param>
    /// <param name="correction">1 for the unbiased estimate from a sample (Bessel's correction, the default), 0 for the variance of the
    /// elements themselves.</param>
    /// <exception cref="ArgumentOutOfRangeException">An axis is out of range.</exception>
    /// <exception cref="ArgumentException">An axis is given twice, or there are no more elements than the correction.</exception>
    public Tensor<T> Variance(ReadOnlySpan<int> axes = default, bool keepDimensions = false, int correction = 1)
    {
        AxisSet set = new(nameof(Variance), Shape, axes, keepDimensions);
        if (correction < 0 || set.Count <= correction)
        {
            throw new ArgumentException(
                $"Variance: a correction of {correction} needs more than {Math.Max(correction, 0)} elements, got {set.Count} in each " +
                $"group of {Shape}.", nameof(correction));
        }
        // Far from 0 the mean's own rounding may be a large part of a deviation; the mean of the deviations is that rounding.
        Tensor<T> deviations = this - Mean(axes, keepDimensions: true);
        deviations -= deviations.Mean(axes, keepDimensions: true);
        return new SumOperation<T>(deviations.Square(), set).Apply() / T.CreateChecked(set.Count - correction);
    }
}
