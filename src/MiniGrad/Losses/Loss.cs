namespace MiniGrad.Losses;

/// <summary>How far predictions are from targets, as a number to minimise.</summary>
/// <remarks>Shapes must agree exactly: broadcasting a column of predictions against a row of targets would be a mistake that nothing else
/// reveals. Losses over classes take the classes along the last axis and give one loss for each row; the others give one for each
/// element.</remarks>
public static partial class Loss
{
    /// <summary>Throws unless every label is the number of a class.</summary>
    internal static void CheckRange(string loss, IndexTensor labels, int classes) => labels.CheckRange(
        classes, loss, "label", nameof(labels),
        classes == 1 ? "one output is one class; for two give two outputs, or take BinaryCrossEntropyWithLogits"
            : IndexTensor.LabelsCountFromZero);

    /// <summary>Weights times values. What is impossible on both sides, a weight of 0 and an infinite value, adds nothing.</summary>
    private static Tensor<T> Weighted<T>(Tensor<T> weights, Tensor<T> values) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        weights * Tensor.Where(weights.EqualTo(T.Zero) * values.Abs().EqualTo(T.PositiveInfinity), T.Zero, values);

    private static Tensor<T> Reduce<T>(Tensor<T> losses, LossReduction reduction) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        CheckReduction(reduction) switch
        {
            LossReduction.Mean => losses.Mean(),
            LossReduction.Sum => losses.Sum(),
            _ => losses,
        };

    private static LossReduction CheckReduction(LossReduction reduction) =>
        Guard.That(reduction is >= LossReduction.Mean and <= LossReduction.None, reduction, "Mean, Sum or None", nameof(Loss));

    private static void CheckSameShape<T>(string loss, Tensor<T> predictions, Tensor<T> targets)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        if (predictions.Shape == targets.Shape) return;
        throw new ArgumentException(
            $"{loss}: predictions and targets must have the same shape, got {predictions.Shape} and {targets.Shape}.", nameof(targets));
    }

    private static void CheckLabels<T>(string loss, Tensor<T> scores, IndexTensor labels, Tensor<T>? classWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        if (scores.Rank == 0 || !scores.Shape.SkipLast(1).SequenceEqual(labels.Shape))
            throw new ArgumentException(
                $"{loss}: expected scores [..., classes] and labels [...], got {scores.Shape} and {labels.Shape}.", nameof(labels));
        CheckClassWeights(loss, scores, classWeights);
    }

    private static void CheckClassWeights<T>(string loss, Tensor<T> scores, Tensor<T>? classWeights)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (classWeights is not null && (classWeights.Rank != 1 || classWeights.Shape[0] != scores.Shape[-1]))
            throw new ArgumentException(
                $"{loss}: expected class weights [{scores.Shape[-1]}], got {classWeights.Shape}.", nameof(classWeights));
    }
}
