using System.Text.Json.Serialization;

namespace MiniGrad.Benchmarks.Batches;

/// <summary>What training with batches of one size took and came to.</summary>
/// <param name="Batch">The samples in each update.</param>
/// <param name="LearningRate">η.</param>
/// <param name="UpdatesPerEpoch">How many updates a pass over all samples makes.</param>
/// <param name="EpochSeconds">The fastest epoch, without testing.</param>
/// <param name="StepBytes">What the network, the optimizer and the captured step hold: weights, state, and memory for a batch and all that
/// is computed from it.</param>
/// <param name="PeakBytes">The most memory that the process had in use, data included.</param>
/// <param name="Accuracies">The share of test images that are read rightly, after each epoch.</param>
internal sealed record BatchFigures(
    int Batch, double LearningRate, int UpdatesPerEpoch, double EpochSeconds, long StepBytes, long PeakBytes,
    IReadOnlyList<double> Accuracies)
{
    [JsonIgnore]
    public double UpdateSeconds => EpochSeconds / UpdatesPerEpoch;
}
