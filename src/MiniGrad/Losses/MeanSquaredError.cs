using System.Numerics;

namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The squared error <c>(x − t)²</c> of each element.</summary>
    /// <param name="predictions">x, of any shape.</param>
    /// <param name="targets">t, of the same shape. Gradients flow to them too.</param>
    /// <param name="reduction">What becomes of the elements' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor<T> MeanSquaredError<T>(Tensor<T> predictions, Tensor<T> targets, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSameShape(nameof(MeanSquaredError), predictions, targets);
        return Reduce((predictions - targets).Square(), reduction);
    }
}
