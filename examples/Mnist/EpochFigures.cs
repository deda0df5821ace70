using Examples;
using MiniGrad;
using MiniGrad.Training;

namespace Mnist;

/// <summary>How an epoch went.</summary>
/// <param name="Epoch">Which, counted from 1.</param>
/// <param name="TrainingLoss">The mean loss of the epoch's images, each as it was when its batch came.</param>
/// <param name="TestAccuracy">The share of test images read rightly after the epoch, from 0 to 1.</param>
/// <param name="TestErrors">The number of test images read wrongly after the epoch.</param>
/// <param name="Seconds">The time taken, that of the test included.</param>
/// <param name="SamplesPerSecond">The training images per second of that time.</param>
internal sealed record EpochFigures(int Epoch, double TrainingLoss, double TestAccuracy, int TestErrors, double Seconds, double SamplesPerSecond)
{
    /// <summary>The figures of a whole epoch.</summary>
    public static EpochFigures Of(EpochResult epoch, ImageData data)
    {
        double accuracy = epoch.Validation![Metric.Accuracy.Name], seconds = epoch.Duration.TotalSeconds;
        int errors = (int)Math.Round((1 - accuracy) * data.Test.Count);
        return new EpochFigures(epoch.Epoch, epoch.TrainingLoss, accuracy, errors, seconds, data.Training.Count / seconds);
    }

    /// <summary>The figures of an epoch that was interrupted.</summary>
    public static EpochFigures Of(RunningEpoch epoch, TestResult test) =>
        new(epoch.Epoch, epoch.Loss, test.Confusion.Accuracy, test.Errors, epoch.Elapsed.TotalSeconds, epoch.SamplesPerSecond);
}
