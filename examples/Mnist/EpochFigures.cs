namespace Mnist;

/// <summary>How an epoch went.</summary>
/// <param name="Epoch">Which, counted from 1.</param>
/// <param name="TrainingLoss">The mean loss of the epoch's images, each as it was when its batch came.</param>
/// <param name="TestAccuracy">The share of test images read rightly after the epoch, from 0 to 1.</param>
/// <param name="TestErrors">The number of test images read wrongly after the epoch.</param>
/// <param name="Seconds">The time taken to train, without the test.</param>
/// <param name="SamplesPerSecond">The training images per second of that time.</param>
internal sealed record EpochFigures(
    int Epoch, double TrainingLoss, double TestAccuracy, int TestErrors, double Seconds, double SamplesPerSecond);
