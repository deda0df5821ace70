namespace MiniGrad.Training;

/// <summary>What one step of training has led to.</summary>
/// <param name="Step">The number of steps done, this one included: over all epochs, from 1.</param>
/// <param name="Epoch">The epoch that the step belongs to, from 1.</param>
/// <param name="StepInEpoch">Which of the epoch's steps it was, from 1.</param>
/// <param name="StepsInEpoch">How many steps an epoch has.</param>
/// <param name="SampleCount">The number of samples that were learned from.</param>
/// <param name="Loss">The loss before the update.</param>
/// <param name="LearningRate">The learning rate of the update.</param>
/// <param name="Elapsed">The time that training has taken so far, in earlier runs that it was resumed from too.</param>
public readonly record struct StepResult(
    long Step, int Epoch, int StepInEpoch, int StepsInEpoch, int SampleCount, double Loss, double LearningRate, TimeSpan Elapsed);
