namespace MiniGrad.Training;

/// <summary>How training went.</summary>
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

    /// <summary>
    /// The loss of the steps: of each step as long as there are at most 2,000, then means of 2, 4, 8, … successive steps, each with the number of its last step.
    /// </summary>
    public IReadOnlyList<(long Step, double Loss)> StepLosses { get; }

    /// <summary>How many steps there were, those of an epoch that is not done included.</summary>
    public long StepCount { get; }

    /// <summary>Why training ended, or null if it was interrupted or has not ended yet.</summary>
    public StopReason? Reason { get; }

    /// <summary>What took how long.</summary>
    public TrainingTimes Times { get; }

    /// <summary>What went wrong without ending the training.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The epoch in which what is monitored was best, or null before the end of the first and if it was never a finite number.</summary>
    public EpochResult? Best => Epochs.LastOrDefault(epoch => epoch.IsBest);
}
