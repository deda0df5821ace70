using MiniGrad.Kernels;

namespace MiniGrad.Losses;

public static partial class Loss
{
    /// <summary>The negative logarithm of the probability given to the right class: <c>−x[label]</c> of each row.</summary>
    /// <param name="logProbabilities">Logarithms of probabilities, [..., classes], as <see cref="Tensor{T}.LogSoftmax"/> gives
    /// them.</param>
    /// <param name="labels">The right class of each row, [...].</param>
    /// <param name="classWeights">A factor for each class, [classes], taken as a constant; the mean is then weighted too, by the weight of
    /// each row's class.</param>
    /// <param name="reduction">What becomes of the rows' losses. Default: their mean.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is outside the classes.</exception>
    public static Tensor<T> NegativeLogLikelihood<T>(
        Tensor<T> logProbabilities, IndexTensor labels, Tensor<T>? classWeights = null, LossReduction reduction = LossReduction.Mean)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckLabels(nameof(NegativeLogLikelihood), logProbabilities, labels, classWeights);
        Tensor<T> losses = -new PickOperation<T>(logProbabilities, labels).Apply();
        if (classWeights is null) return Reduce(losses, reduction);
        Tensor<T> weights = classWeights.Detach().GatherRows(labels);
        losses *= weights;
        return reduction == LossReduction.Mean ? losses.Sum() / weights.Sum() : Reduce(losses, reduction);
    }
}

/// <summary>y = x[label] of each row. ∂/∂x = g at the label, else 0.</summary>
internal sealed class PickOperation<T>(Tensor<T> x, IndexTensor labels) : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("labels", labels));

    protected override Shape InferShape() => labels.Shape;

    protected override void Forward(Span<T> output)
    {
        Loss.CheckRange(nameof(Loss.NegativeLogLikelihood), labels, Input(0).Shape[-1]);
        Arranging.Pick(Input(0).Span, Input(0).Shape[-1], labels.Span, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new PlaceOperation<T>(gradient, labels, Input(0).Shape));
}

/// <summary>x at the label of each row, else 0. ∂/∂x = g at the label.</summary>
internal sealed class PlaceOperation<T>(Tensor<T> x, IndexTensor labels, Shape shape) : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("labels", labels), ("shape", shape));

    protected override Shape InferShape() => shape;

    protected override void Forward(Span<T> output) => Arranging.Place(Input(0).Span, shape[-1], labels.Span, output);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, new PickOperation<T>(gradient, labels));
}
