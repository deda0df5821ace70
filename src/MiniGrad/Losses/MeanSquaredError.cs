using MiniGrad.Kernels;

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
        CheckReduction(reduction);
        return reduction == LossReduction.None
            ? (predictions - targets).Square()
            : new ReducedSquaredErrorOperation<T>(predictions, targets, reduction == LossReduction.Mean).Apply();
    }
}

/// <summary>The sum of (x − t)², or its mean.</summary>
internal sealed class ReducedSquaredErrorOperation<T>(Tensor<T> x, Tensor<T> t, bool isMean)
    : ReducedPointwiseLossOperation<T, SquaredErrorLoss<T>>(x, t, isMean)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override Tensor<T> GradientOfScores(Tensor<T> gradient) => gradient * (Scale + Scale) * (Input(0) - Input(1));

    protected override Tensor<T> GradientOfTargets(Tensor<T> gradient) => gradient * (Scale + Scale) * (Input(1) - Input(0));
}
