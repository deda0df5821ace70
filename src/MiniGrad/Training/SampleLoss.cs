using System.Numerics;

namespace MiniGrad.Training;

/// <summary>A loss of outputs as one number for a batch: the mean of the samples' losses, weighted where the samples are.</summary>
/// <param name="ofOutputs">
/// From the model's outputs, in the place of the inputs, and what they should be to the loss: a number, or a loss for each sample along the first axis.
/// </param>
internal sealed class SampleLoss<T>(Func<StepData<T>, Tensor<T>> ofOutputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The loss, of shape [].</summary>
    /// <exception cref="InvalidOperationException">The samples have weights, and the loss is one number for all of them; or it is something else.</exception>
    public Tensor<T> Of(Tensor<T> outputs, StepData<T> data)
    {
        Tensor<T> losses = ofOutputs(data with { Inputs = outputs });
        int count = data.TargetShape[0];
        if (data.Weights is null) return losses.ElementCount == 1 && losses.Rank == 0 ? losses : losses.Mean();
        if (losses.Rank == 0 || losses.Shape[0] != count)
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
