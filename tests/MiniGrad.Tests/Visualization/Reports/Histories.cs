using MiniGrad.Training;

namespace MiniGrad.Tests.Visualization.Reports;

/// <summary>Histories of trainings that did not take place.</summary>
internal static class Histories
{
    public static TrainingHistory Of(
        IReadOnlyList<EpochResult> epochs, IReadOnlyList<double> stepLosses, StopReason? reason = null,
            IReadOnlyList<string>? warnings = null)
    {
        LossCurve curve = new();
        for (int i = 0; i < stepLosses.Count; i++) curve.Add(i + 1, stepLosses[i]);
        return new TrainingHistory(epochs, curve, reason, default, warnings ?? []);
    }
}
