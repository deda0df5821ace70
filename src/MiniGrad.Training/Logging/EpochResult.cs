namespace MiniGrad.Training;

/// <summary>What one epoch, a pass over the training data, has led to.</summary>
/// <param name="Epoch">Which epoch, from 1.</param>
/// <param name="Step">The number of steps done by its end, over all epochs.</param>
/// <param name="TrainingLoss">The mean over the epoch's samples of the losses of its steps, each before its update.</param>
/// <param name="Validation">The loss and the metrics on the validation data afterwards, or null where there are none.</param>
/// <param name="LearningRate">The learning rate of the epoch's last update.</param>
/// <param name="Duration">The time of this epoch, evaluation included.</param>
/// <param name="IsBest">Whether what is monitored is better than in all epochs before.</param>
public sealed record EpochResult(
    int Epoch, long Step, double TrainingLoss, EvaluationResult? Validation, double LearningRate, TimeSpan Duration, bool IsBest)
{
    /// <summary>The figures in one line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"epoch {Epoch}: training loss {TrainingLoss:G5}{(Validation is null ? "" : $", validation {Validation}")}{(IsBest ? " (best)" : "")}");
}
