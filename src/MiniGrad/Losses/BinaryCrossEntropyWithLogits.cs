using MiniGrad.Kernels;

namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The cross-entropy of independent yes-or-no questions: <c>−t·log σ(x) − (1 − t)·log(1 − σ(x))</c> of each element, with x
    /// the score before the sigmoid (logit). Computed together, so that it neither overflows nor takes the logarithm of zero; at x = ±∞ it
    /// is 0 for the right answer and ∞ for a wrong one.</summary>
    /// <param name="logits">x, of any shape.</param>
    /// <param name="targets">t, of the same shape, from 0 (no) to 1 (yes). Gradients flow to them too.</param>
    /// <param name="positiveWeight">A factor for the yes term, which broadcasts, taken as a constant; above 1 it favours recall. Default:
    /// 1.</param>
    /// <param name="reduction">What becomes of the elements' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor<T> BinaryCrossEntropyWithLogits<T>(
        Tensor<T> logits, Tensor<T> targets, Tensor<T>? positiveWeight = null, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckSameShape(nameof(BinaryCrossEntropyWithLogits), logits, targets);
        CheckReduction(reduction);
        if (positiveWeight is null)
        {
            return reduction == LossReduction.None
                ? new BinaryCrossEntropyOperation<T>(logits, targets).Apply()
                : new ReducedBinaryCrossEntropyOperation<T>(logits, targets, reduction == LossReduction.Mean).Apply();
        }
        if (!positiveWeight.Shape.BroadcastsTo(logits.Shape))
        {
            throw new ArgumentException(
                $"BinaryCrossEntropyWithLogits: the positive weight's shape {positiveWeight.Shape} does not broadcast to {logits.Shape}.",
                nameof(positiveWeight));
        }
        Tensor<T> yes = Weighted(positiveWeight.Detach() * targets, (-logits).Softplus());
        return Reduce(yes + Weighted(T.One - targets, logits.Softplus()), reduction);
    }
}

/// <summary>The loss of each element. ∂/∂x = g·(σ(x) − t), ∂/∂t = −g·x.</summary>
internal sealed class BinaryCrossEntropyOperation<T>(Tensor<T> x, Tensor<T> t) : BinaryOperation<T>(x, t)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Forward(output, default(BinaryCrossEntropyLoss<T>));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(0)) sink.Add(0, gradient * new BinaryCrossEntropyDerivativeOperation<T>(Input(0), Input(1)).Apply());
        if (sink.Needs(1)) sink.Add(1, -(gradient * Input(0)));
    }
}

/// <summary>The sum of the elements' losses, or their mean.</summary>
internal sealed class ReducedBinaryCrossEntropyOperation<T>(Tensor<T> x, Tensor<T> t, bool isMean)
    : ReducedPointwiseLossOperation<T, BinaryCrossEntropyLoss<T>>(x, t, isMean)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override Tensor<T> GradientOfScores(Tensor<T> gradient) =>
        gradient * Scale * new BinaryCrossEntropyDerivativeOperation<T>(Input(0), Input(1)).Apply();

    protected override Tensor<T> GradientOfTargets(Tensor<T> gradient) => -(gradient * Scale * Input(0));
}

/// <summary>σ(x) − t. ∂/∂x = g·σ′(x), ∂/∂t = −g.</summary>
internal sealed class BinaryCrossEntropyDerivativeOperation<T>(Tensor<T> x, Tensor<T> t) : BinaryOperation<T>(x, t)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => Forward(output, default(BinaryCrossEntropyLoss<T>.Derivative));

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(0)) sink.Add(0, gradient * new LogisticDensityOperation<T>(Input(0)).Apply());
        if (sink.Needs(1)) sink.Add(1, -gradient);
    }
}
