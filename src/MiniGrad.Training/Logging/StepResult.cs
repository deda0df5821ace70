namespace MiniGrad.Training;

/// <summary>The figures of one step of training.</summary>
/// <param name="Step">The number of steps done, this one included: over all epochs, from 1.</param>
/// <param name="Epoch">The epoch that the step belongs to, from 1.</param>
/// <param name="StepInEpoch">Which of the epoch's steps it was, from 1; 0 if that is not known.</param>
/// <param name="StepsInEpoch">How many steps an epoch has; 0 if that is not known.</param>
/// <param name="SampleCount">The number of samples that were learned from; 0 if that is not known.</param>
/// <param name="Loss">The loss before the update.</param>
/// <param name="LearningRate">The learning rate of the update; NaN if that is not known.</param>
/// <param name="Elapsed">The time of training so far, with runs before a resumption; 0 if that is not known.</param>
public readonly record struct StepResult(
    long Step, int Epoch, int StepInEpoch, int StepsInEpoch, int SampleCount, double Loss, double LearningRate, TimeSpan Elapsed)
{
    /// <summary>The figures that a loop of one's own knows at least.</summary>
    /// <param name="step">The number of steps done, this one included: over all epochs, from 1.</param>
    /// <param name="epoch">The epoch that the step belongs to, from 1.</param>
    /// <param name="loss">The loss before the update.</param>
    public StepResult(long step, int epoch, double loss) : this(step, epoch, 0, 0, 0, loss, double.NaN, TimeSpan.Zero) { }
}
