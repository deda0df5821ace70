namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The mean of the elements along axes; NaN for none.</summary>
    /// <param name="axes">The axes to average over, from either end. Default: all, to a tensor of shape [].</param>
    /// <param name="keepDimensions">Whether those axes stay, with size 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An axis is out of range.</exception>
    /// <exception cref="ArgumentException">An axis is given twice.</exception>
    public Tensor<T> Mean(ReadOnlySpan<int> axes = default, bool keepDimensions = false)
    {
        AxisSet set = new(nameof(Mean), Shape, axes, keepDimensions);
        return new SumOperation<T>(this, set).Apply() / T.CreateChecked(set.Count);
    }
}
