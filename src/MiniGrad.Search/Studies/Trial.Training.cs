using MiniGrad.Training;

namespace MiniGrad.Search;

// The usual objective: training a network.
public sealed partial class Trial
{
    /// <summary>Trains, reports after every epoch what the trainer's validation data say, and obeys the pruner. A trial that goes on after
    /// a pause, or that another worker could not end, continues from where it stopped, bit for bit as if there had been none.</summary>
    /// <param name="trainer">The trainer, made from the trial's parameters and <see cref="Seed"/>; not yet trained.</param>
    /// <param name="epochs">The number of epochs in all, at least 1.</param>
    /// <returns>The best monitored value of an epoch: of the validation data the trainer's <see cref="Trainer{T}.Monitor"/> or else the
    /// loss; without validation data the loss in training.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of epochs is below 1.</exception>
    /// <exception cref="InvalidOperationException">The study has several goals; the monitor's larger values are better and the goal is the
    /// smaller ones, or the other way round; or not even one epoch came to a finite value.</exception>
    /// <exception cref="TrialStoppedException">The pruner has stopped the trial.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public double Train<T>(Trainer<T> trainer, int epochs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(trainer);
        Guard.AtLeast(epochs, 1, Who);
        Goal goal = trainer.Monitor is { LargerIsBetter: true } ? Goal.Maximize : Goal.Minimize;
        if (Study.Goals.Count != 1 || Study.Goals[0] != goal)
            throw new InvalidOperationException(
                $"{Who}: the trainer is judged by {trainer.Monitor?.Name ?? "the loss"}, which needs the goal {goal} alone; " +
                $"the study has {string.Join(", ", Study.Goals)}.");
        // Where it was interrupted after the report that stops it.
        ThrowIfStopped();
        if (Checkpoint is { } checkpoint) trainer.Resume(checkpoint, Who);
        for (int epoch = trainer.History.Epochs.Count + 1; epoch <= epochs; epoch++)
        {
            TrainingHistory history = trainer.Fit(epoch, Cancellation);
            if (history.Epochs.Count < epoch)
                return Best(trainer) ?? throw new InvalidOperationException($"{Who}: {history.Reason?.Sentence}.");
            Report(epoch, ValueOf(history.Epochs[^1], trainer.Monitor?.Name));
            if (IsStopped ? StepLimit is not null : epoch < epochs && Study.IsCheckpointDue(this)) KeepCheckpoint(trainer.ToCheckpoint());
            ThrowIfStopped();
        }
        return Best(trainer) ?? throw new InvalidOperationException($"{Who}: no epoch came to a finite value.");
    }

    private static double? Best<T>(Trainer<T> trainer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] values =
        [
            .. trainer.History.Epochs.Select(epoch => ValueOf(epoch, trainer.Monitor?.Name)).Where(double.IsFinite),
        ];
        return values.Length == 0 ? null : trainer.Monitor is { LargerIsBetter: true } ? values.Max() : values.Min();
    }

    private static double ValueOf(EpochResult epoch, string? monitor) =>
        epoch.Validation is not { } validation ? epoch.TrainingLoss : monitor is null ? validation.Loss : validation[monitor];
}
