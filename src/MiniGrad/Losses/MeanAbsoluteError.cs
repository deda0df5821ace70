namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The absolute error <c>|x − t|</c> of each element. Its derivative where both are equal is taken as 0.</summary>
    /// <inheritdoc cref="MeanSquaredError"/>
    public static Tensor<T> MeanAbsoluteError<T>(Tensor<T> predictions, Tensor<T> targets, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSameShape(nameof(MeanAbsoluteError), predictions, targets);
        return Reduce((predictions - targets).Abs(), reduction);
    }
}
