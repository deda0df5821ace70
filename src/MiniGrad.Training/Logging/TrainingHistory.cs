namespace MiniGrad.Training;

/// <summary>The course of a training.</summary>
public sealed class TrainingHistory
{
    internal TrainingHistory(
        IReadOnlyList<EpochResult> epochs, LossCurve losses, StopReason? reason, TrainingTimes times, IReadOnlyList<string> warnings)
    {
        Epochs = epochs;
        StepLosses = losses.Points;
        StepCount = Math.Max(losses.LastStep, epochs.Count == 0 ? 0 : epochs[^1].Step);
        Reason = reason;
        Times = times;
        Warnings = warnings;
    }

    /// <summary>The epochs so far.</summary>
    public IReadOnlyList<EpochResult> Epochs { get; }

    /// <summary>The losses of up to 2,000 steps, then means of 2, 4, 8, … successive steps, each with the number of its last
    /// step.</summary>
    public IReadOnlyList<(long Step, double Loss)> StepLosses { get; }

    /// <summary>How many steps there were, those of an epoch that is not done included.</summary>
    public long StepCount { get; }

    /// <summary>Why training ended, or null if it was interrupted or has not ended yet.</summary>
    public StopReason? Reason { get; }

    /// <summary>The times of its parts.</summary>
    public TrainingTimes Times { get; }

    /// <summary>What went wrong without ending the training.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>What the best epoch is best by, such as <c>validation accuracy</c>; null where it is not known.</summary>
    public string? JudgedBy { get; internal init; }

    /// <summary>The best epoch, or null before the first and if no measure was finite.</summary>
    public EpochResult? Best => Epochs.LastOrDefault(epoch => epoch.IsBest);
}
