using MiniGrad.Data;

namespace MiniGrad.Training;

// What epochs are judged by, and when there is to be no further one.
public sealed partial class Trainer<T>
{
    private bool LargerIsBetter => Monitor?.LargerIsBetter ?? false;

    private string JudgedBy => $"{(validation is null ? "training" : "validation")} {Monitor?.Name ?? "loss"}";

    /// <summary>What plateaus and stopping rules go by.</summary>
    private double Monitored(EpochResult epoch) => Monitored(epoch.Validation) ?? epoch.TrainingLoss;

    /// <summary>What the best epoch and early stopping go by.</summary>
    private double Judged(EpochResult epoch) => Monitored(epoch.Validation) ?? epoch.EvaluatedTrainingLoss ?? epoch.TrainingLoss;

    private double? Monitored(EvaluationResult? evaluation) =>
        evaluation is null ? null : Monitor is null ? evaluation.Loss : evaluation[Monitor.Name];

    /// <summary>Watches for the stopping rule, after what it has seen already.</summary>
    private StoppingMonitor BeginMonitor()
    {
        StoppingMonitor monitor = new(StoppingRule ?? Stop.AfterIterations(int.MaxValue), isAscent: LargerIsBetter)
        {
            IgnoresDivergence = true,
            Words = (JudgedBy, "epoch"),
        };
        TimeSpan elapsed = TimeSpan.Zero;
        foreach (EpochResult epoch in epochs) monitor.Observe(Monitored(epoch), elapsed += epoch.Duration);
        return monitor;
    }

    /// <summary>Why there is to be no further epoch.</summary>
    private StopReason? EndBefore(int target, StoppingMonitor monitor)
    {
        if (monitor.Reason is not null) return monitor.Reason;
        if (stopping is { IsOver: true })
        {
            if (stopping.Reference is null or double.NaN)
                return new StopReason(StopKind.NoImprovement, Invariant($"the {JudgedBy} was not a number in {epochs.Count} epochs"));
            string by = stopping.Settings.MinimumChange > 0 ? Invariant($" by more than {stopping.Settings.MinimumChange:G6}") : "";
            return new StopReason(StopKind.NoImprovement,
                Invariant($"the {JudgedBy} did not get better than {stopping.Reference:G6}{by} in the last {stopping.BadCount} of ") +
                Invariant($"{epochs.Count} epochs"));
        }
        (int added, int more) = (epochs.Count - epochsBefore, epochs.Count - target);
        return more < 0 ? null : new StopReason(StopKind.Iterations, (added, more) switch
        {
            (0, 0) when target > 0 => Invariant($"{target} of {target} epochs were done already; Fit({target + 1}) or more goes on"),
            (_, > 0) => Invariant($"{epochs.Count} epochs are done, more than the {target} asked for"),
            _ => target == 1 ? "the epoch is done" : Invariant($"all {target} epochs are done"),
        });
    }

    /// <summary>Says where NaN or infinity came from: nothing has been updated by it.</summary>
    private StopReason Diverged(double value, Batch<T> batch, int epoch)
    {
        string what = double.IsNaN(value) ? "NaN" : value > 0 ? "infinite" : "minus infinity";
        string where = Invariant($"diverged: the loss became {what} at step {stepCount + 1}, in epoch {epoch}");
        if (given.FirstNotFinite(batch) is { } sample) return new StopReason(StopKind.Diverged, $"{where}. In the training data, {sample}");
        GradientFlow flow = GradientFlow.Measure(Model, () => LossOf(batch));
        GradientFlowFinding? finding = flow.Check().FirstOrDefault(found => found.Problem == GradientFlowProblem.NotFinite);
        return new StopReason(StopKind.Diverged, finding is null ? where : $"{where}. {finding.Message.TrimEnd('.')}");
    }

    private void WarnNotFinite(double measure)
    {
        string sample = validation?.FirstNotFinite(batch: null) is { } found ? $": in the validation data, {found}" : "";
        Warn(Invariant($"the {JudgedBy} of epoch {epochs.Count + 1} is {measure}, which is never better than another{sample}"));
    }
}
