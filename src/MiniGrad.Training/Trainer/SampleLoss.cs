using MiniGrad.Data;
using MiniGrad.Losses;

namespace MiniGrad.Training;

/// <summary>Losses of batches, as a trainer takes them.</summary>
internal static class SampleLoss
{
    /// <summary>Cross-entropy of labels, or the mean squared error of targets; of each sample where they have weights.</summary>
    public static Tensor<T> Usual<T>(Tensor<T> outputs, Batch<T> batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        LossReduction reduction = batch.HasWeights ? LossReduction.None : LossReduction.Mean;
        return batch.HasLabels
            ? Loss.CrossEntropy(outputs, batch.Labels, reduction: reduction)
            : Loss.MeanSquaredError(outputs, batch.Targets, reduction);
    }

    /// <exception cref="InvalidOperationException">Outputs and targets would be broadcast.</exception>
    public static void CheckShapes<T>(Tensor<T> outputs, Batch<T> batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!batch.HasNumbers(Batch<T>.TargetName)) return;
        Shape targets = batch.Targets.Shape;
        if (targets.ElementCount != outputs.ElementCount || targets == outputs.Shape) return;
        throw new InvalidOperationException(
            $"Trainer: the model's outputs have the shape {outputs.Shape} and the targets {targets}; expected one shape, or " +
            "each would be compared with every other.");
    }

    /// <summary>The mean of the samples' losses, weighted where they are, of shape []; a single number is the mean.</summary>
    /// <exception cref="InvalidOperationException">The loss is neither one number nor one for each sample; or it is one number, and the
    /// samples have weights.</exception>
    public static Tensor<T> Mean<T>(Tensor<T> losses, Batch<T> batch) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = batch.Count;
        bool isOfSamples = losses.Rank > 0 && losses.Shape[0] == count;
        if (batch.Weights is not { } weights)
        {
            if (losses.ElementCount == 1) return losses.Rank == 0 ? losses : losses.Sum();
            return isOfSamples ? losses.Mean() : throw new InvalidOperationException(
                $"Trainer: expected the loss to be one number, or one for each of the {count} samples along the first axis; " +
                $"got shape {losses.Shape}.");
        }
        if (!isOfSamples)
        {
            throw new InvalidOperationException(
                $"Trainer: the samples have weights, so the loss must give one number for each of the {count} " +
                $"(LossReduction.None); got shape {losses.Shape}.");
        }
        // The mean over the other axes, so that a sample's loss does not grow with the number of its outputs.
        if (losses.Rank > 1) losses = losses.Reshape([count, losses.ElementCount / count]).Mean([1]);
        // A batch of samples that do not count at all has the loss 0.
        Tensor<T> total = weights.Sum();
        return (losses * weights).Sum() / Tensor.Where(total.EqualTo(T.Zero), T.One, total);
    }
}
