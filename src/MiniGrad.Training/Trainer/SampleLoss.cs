using System.Numerics;

namespace MiniGrad.Training;

/// <summary>A loss of outputs as one number for a batch: the mean of the samples' losses, weighted where the samples are.</summary>
/// <param name="ofOutputs">
/// From the model's outputs, in the place of the inputs, and what they should be to the loss: a number, or a loss for each sample along the first axis.
/// </param>
internal sealed class SampleLoss<T>(Func<StepData<T>, Tensor<T>> ofOutputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The loss, of shape [].</summary>
    /// <exception cref="InvalidOperationException">
    /// The loss is neither one number nor one for each sample; or it is one number, and the samples have weights; or outputs and targets would be broadcast.
    /// </exception>
    public Tensor<T> Of(Tensor<T> outputs, StepData<T> data)
    {
        if (data.Targets is { } targets && targets.ElementCount == outputs.ElementCount && targets.Shape != outputs.Shape)
        {
            throw new InvalidOperationException(
                $"Trainer: the model's outputs have the shape {outputs.Shape} and the targets {targets.Shape}, which would be compared each with every other; give both one shape.");
        }
        Tensor<T> losses = ofOutputs(data with { Inputs = outputs });
        int count = data.TargetShape[0];
        bool isOfSamples = losses.Rank > 0 && losses.Shape[0] == count;
        if (data.Weights is null)
        {
            if (losses.ElementCount == 1) return losses.Rank == 0 ? losses : losses.Sum();
            return isOfSamples ? losses.Mean() : throw new InvalidOperationException(
                $"Trainer: expected the loss to be one number, or one for each of the {count} samples along the first axis; got shape {losses.Shape}.");
        }
        if (!isOfSamples)
        {
            throw new InvalidOperationException(
                $"Trainer: the samples do not all count the same, so the loss must give one number for each of the {count} (LossReduction.None); got shape {losses.Shape}.");
        }
        // The mean over the other axes, so that a sample's loss does not grow with the number of its outputs.
        if (losses.Rank > 1) losses = losses.Reshape([count, losses.ElementCount / count]).Mean([1]);
        // A batch of samples that do not count at all has the loss 0.
        return (losses * data.Weights).Sum() / Tensor.Maximum(data.Weights.Sum(), T.CreateChecked(1e-30));
    }
}
