namespace MiniGrad.Training;

/// <summary>The figures of one epoch, a pass over the training data.</summary>
/// <param name="Epoch">Which epoch, from 1.</param>
/// <param name="Step">The number of steps done by its end, over all epochs.</param>
/// <param name="TrainingLoss">The mean of the losses of the epoch's steps, over its samples, each with the weights before its
/// update.</param>
/// <param name="Validation">The loss and the metrics on the validation data after the epoch, or null where there are none.</param>
/// <param name="LearningRate">The learning rate of the epoch's last update.</param>
/// <param name="Duration">The time of this epoch, evaluation included.</param>
/// <param name="IsBest">Whether the epoch is the best so far: see <see cref="Trainer{T}"/> for what is judged.</param>
public sealed record EpochResult(
    int Epoch, long Step, double TrainingLoss, EvaluationResult? Validation, double LearningRate, TimeSpan Duration, bool IsBest)
{
    /// <summary>The loss over the training data with the weights after the epoch, as in inference; null unless early stopping or the best
    /// weights go by it, for lack of validation data. Class weights count in it as in training.</summary>
    public double? EvaluatedTrainingLoss { get; init; }

    /// <summary>The figures in one line.</summary>
    public override string ToString() =>
        Invariant($"epoch {Epoch}: training loss {TrainingLoss:G5}") +
        Invariant($"{(Validation is null ? "" : $", validation {Validation}")}{(IsBest ? " (best)" : "")}");
}
