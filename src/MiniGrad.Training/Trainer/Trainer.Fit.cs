using System.Diagnostics;
using MiniGrad.Layers;
using static System.FormattableString;

namespace MiniGrad.Training;

// The epochs and steps of training.
public sealed partial class Trainer<T>
{
    private readonly List<EpochResult> epochs = [];
    private readonly List<string> warnings = [];
    private TrainingData<T>? training;
    private TrainingStep<T>? step;
    private LossCurve losses = new();
    private StopReason? reason;
    private TrainingTimes times;
    private KeptPoint<T>? last;
    private double? bestMeasure;
    private TimeSpan epochBegan;
    private long stepCount;
    private int stepsInEpoch;
    private double lossSum;
    private double weightSum;

    /// <summary>How training went so far; a copy.</summary>
    public TrainingHistory History => new([.. epochs], losses, reason, times, [.. warnings]);

    /// <summary>
    /// Trains until so many epochs are done in all, or something else ends it: early stopping, a stopping rule, a loss that is not finite. Called again with more,
    /// or after an interruption, it goes on from where training is: also after <see cref="EarlyStopping"/> has brought the best weights back, unless they were changed
    /// since.
    /// </summary>
    /// <remarks>
    /// When a loss is NaN or infinite no parameter is updated by it, though layers that keep something of every batch have seen it; training ends, and <see cref="TrainingHistory.Reason"/> names the layer in which numbers
    /// that are not finite first appeared, or the sample that they came from. A measure on validation data that is not finite is a warning.
    /// </remarks>
    /// <param name="epochs">The number of epochs in all, at least 0.</param>
    /// <param name="cancellation">Interrupts training after the current step; with <see cref="Checkpoints"/>, one is written first. The weights are the last ones then, not the best.</param>
    /// <returns><see cref="History"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of epochs is negative.</exception>
    /// <exception cref="InvalidOperationException">The settings do not fit together, or the model or the loss cannot be trained or captured; the message says why.</exception>
    /// <exception cref="ArgumentException">The samples do not fit the model, the loss or a metric.</exception>
    /// <exception cref="IOException">There can be no folder for checkpoints.</exception>
    /// <exception cref="UnauthorizedAccessException">There may be no folder for checkpoints.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled. <see cref="History"/> tells how far it came.</exception>
    public TrainingHistory Fit(int epochs, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        Prepare();
        OpenCheckpoints();
        if (stepCount == 0 && EarlyStopping is { } fresh && fresh.State != new EarlyStoppingState())
            throw new InvalidOperationException("Trainer: the early stopping has watched another run already; give this one its own, or set its State to a new one.");
        StoppingMonitor monitor = BeginMonitor();
        if (last is not null && EarlyStopping!.HasBest) last.Restore();
        last = null;
        using Timing total = new(this, static (times, span) => times with { Total = times.Total + span });
        reason = EndBefore(epochs, monitor);
        while (reason is null)
        {
            reason = RunEpoch(total, cancellation) ?? EndEpoch(monitor, total) ?? EndBefore(epochs, monitor);
        }
        if (EarlyStopping is { State.Best: not null } stopping && !stopping.HasBest)
        {
            last = new KeptPoint<T>([.. Checkpoint.Values(Model).Select(entry => entry.Values)]);
            stopping.RestoreBest();
        }
        total.Update();
        TrainingHistory history = History;
        foreach (TrainingCallback callback in Callbacks) callback.OnEnd(history);
        return history;
    }

    private void Prepare()
    {
        if (step is not null) return;
        CheckSettings();
        IReadOnlyList<(string Name, Layer<T> Layer)> layers = Model.All();
        for (int i = 0; i < layers.Count; i++)
            if (layers[i].Layer.Random is not null) layers[i].Layer.Random = new XoshiroRandom(Seed, ulong.MaxValue - (ulong)i);
        training = ClassWeights is null ? given : given.Weighted(ClassWeights);
        // What does not fit is found before an epoch has been waited for.
        if (validation is not null) Evaluate(validation, batches: 1);
        step = new TrainingStep<T>(Optimizer, Capture, training.HasLabels, training.HasWeights, data => loss.Of(Model.Forward(data.Inputs), data))
        {
            RefusesNonFiniteLoss = true,
        };
    }

    private bool LargerIsBetter => Monitor?.LargerIsBetter ?? false;

    private string MonitorName => $"the {(validation is null ? "training" : "validation")} {Monitor?.Name ?? "loss"}";

    /// <summary>What is monitored, of an epoch.</summary>
    private double Measure(double trainingLoss, EvaluationResult? evaluation) =>
        evaluation is null ? trainingLoss : Monitor is null ? evaluation.Loss : evaluation[Monitor.Name];

    /// <summary>Watches for the stopping rule, after what it has seen already.</summary>
    private StoppingMonitor BeginMonitor()
    {
        StoppingMonitor monitor = new(StoppingRule ?? Stop.AfterIterations(int.MaxValue), isAscent: LargerIsBetter)
        {
            IgnoresDivergence = true,
        };
        TimeSpan elapsed = TimeSpan.Zero;
        foreach (EpochResult epoch in epochs) monitor.Observe(Measure(epoch.TrainingLoss, epoch.Validation), elapsed += epoch.Duration);
        return monitor;
    }

    /// <summary>Why there is to be no further epoch.</summary>
    private StopReason? EndBefore(int target, StoppingMonitor monitor)
    {
        if (monitor.Reason is not null) return monitor.Reason;
        if (EarlyStopping is { IsOver: true } stopping)
        {
            string by = stopping.MinimumChange > 0 ? Invariant($" by more than {stopping.MinimumChange:G6}") : "";
            return new StopReason(StopKind.NoImprovement, Invariant(
                $"{MonitorName} did not get better than {stopping.State.Reference:G6}{by} in the last {stopping.State.BadCount} of {epochs.Count} epochs"));
        }
        return epochs.Count < target ? null : new StopReason(StopKind.Iterations, (epochs.Count > target, target) switch
        {
            (true, _) => Invariant($"{epochs.Count} epochs are done, more than the {target} asked for"),
            (_, 1) => "the epoch is done",
            _ => Invariant($"all {target} epochs are done"),
        });
    }

    /// <summary>The steps of an epoch, or of what is left of it.</summary>
    private StopReason? RunEpoch(Timing total, CancellationToken cancellation)
    {
        using Timing timing = new(this, static (times, span) => times with { Steps = times.Steps + span });
        int epoch = epochs.Count + 1;
        step!.BeginEpoch();
        XoshiroRandom? order = Shuffle ? new XoshiroRandom(Seed, (ulong)epoch) : null;
        foreach (TrainingBatch<T> batch in training!.Batches(BatchSize, order, DropLast).Skip(stepsInEpoch))
        {
            if (cancellation.IsCancellationRequested)
            {
                SaveCheckpoint(total, timing);
                cancellation.ThrowIfCancellationRequested();
            }
            if (RunStep(batch, epoch, total) is { } trouble) return trouble;
            SaveCheckpointIfDue(total, timing);
        }
        return null;
    }

    private StopReason? RunStep(TrainingBatch<T> batch, int epoch, Timing total)
    {
        double value;
        try
        {
            value = double.CreateTruncating(batch.Run(step!));
            if (!double.IsFinite(value)) throw new NonFiniteLossException(value);
        }
        catch (NonFiniteLossException error)
        {
            return Diverged(error.Loss, batch, epoch);
        }
        double weight = batch.Weight;
        stepCount++;
        stepsInEpoch++;
        lossSum += value * weight;
        weightSum += weight;
        losses.Add(stepCount, value);
        StepResult result = new(stepCount, epoch, stepsInEpoch, StepsPerEpoch, batch.Count, value, Optimizer.LearningRate, times.Total + total.Elapsed);
        foreach (TrainingCallback callback in Callbacks) callback.OnStep(result);
        StepProgress?.Report(result);
        return null;
    }

    /// <summary>What follows the last step of an epoch.</summary>
    private StopReason? EndEpoch(StoppingMonitor monitor, Timing total)
    {
        double trainingLoss = lossSum / weightSum;
        EvaluationResult? evaluation = null;
        bool isBest;
        using (Timing timing = new(this, static (times, span) => times with { Evaluation = times.Evaluation + span }))
        using (EvaluationWeights?.Invoke())
        {
            if (validation is not null) evaluation = Evaluate(validation);
            double measure = Measure(trainingLoss, evaluation);
            isBest = IsBest(measure);
            EarlyStopping?.Report(measure);
            if (isBest) SaveBest();
        }
        double monitored = Measure(trainingLoss, evaluation);
        if (!double.IsFinite(monitored)) WarnNotFinite(monitored);
        TimeSpan now = times.Total + total.Elapsed;
        EpochResult result = new(epochs.Count + 1, stepCount, trainingLoss, evaluation, Optimizer.LearningRate, now - epochBegan, isBest);
        epochBegan = now;
        Plateau?.Report(monitored);
        epochs.Add(result);
        stepsInEpoch = 0;
        lossSum = weightSum = 0;
        foreach (TrainingCallback callback in Callbacks) callback.OnEpoch(result);
        EpochProgress?.Report(result);
        if (Checkpoints is { EveryEpoch: true }) SaveCheckpoint(total);
        return monitor.Observe(monitored, now) ? monitor.Reason : null;
    }

    private bool IsBest(double measure)
    {
        if (!double.IsFinite(measure) || bestMeasure is { } before && !(LargerIsBetter ? measure > before : measure < before)) return false;
        bestMeasure = measure;
        return true;
    }

    /// <summary>Says where NaN or infinity came from: nothing has been updated by it.</summary>
    private StopReason Diverged(double value, TrainingBatch<T> batch, int epoch)
    {
        string what = double.IsNaN(value) ? "NaN" : value > 0 ? "infinite" : "minus infinity";
        string where = Invariant($"diverged: the loss became {what} at step {stepCount + 1}, in epoch {epoch}");
        if (given.FirstNotFinite() is { } sample) return new StopReason(StopKind.Diverged, $"{where}. In the training data, {sample}");
        StepData<T> data = batch.Data;
        GradientFlow flow = GradientFlow.Measure(Model, () => loss.Of(Model.Forward(data.Inputs), data));
        GradientFlowFinding? finding = flow.Check().FirstOrDefault(found => found.Problem == GradientFlowProblem.NotFinite);
        return new StopReason(StopKind.Diverged, finding is null ? where : $"{where}. {finding.Message.TrimEnd('.')}");
    }

    private void WarnNotFinite(double measure)
    {
        string sample = validation?.FirstNotFinite() is { } found ? $": in the validation data, {found}" : "";
        Warn(Invariant($"{MonitorName} of epoch {epochs.Count + 1} is {measure}, which is never better than another{sample}"));
    }

    /// <summary>How far this is, for a checkpoint and back.</summary>
    internal TrainerProgress<T> Progress
    {
        get => new(
            (stepCount, stepsInEpoch), (lossSum, weightSum), [.. Times().Select(time => time.Ticks)], [.. epochs], losses, [.. warnings],
            EarlyStopping is null ? null : (EarlyStopping.State, EarlyStopping.BestValues()), Plateau?.State);
        set
        {
            (stepCount, stepsInEpoch) = (value.Counts.Steps, (int)value.Counts.InEpoch);
            (lossSum, weightSum) = value.Sums;
            TimeSpan[] spans = Array.ConvertAll(value.Ticks, ticks => new TimeSpan(ticks));
            (times, epochBegan, lastCheckpoint) = (new TrainingTimes(spans[0], spans[1], spans[2], spans[3]), spans[4], spans[3]);
            epochs.Clear();
            epochs.AddRange(value.Epochs);
            bestMeasure = value.Epochs.LastOrDefault(epoch => epoch.IsBest) is { } best ? Measure(best.TrainingLoss, best.Validation) : null;
            losses = value.Losses;
            reason = null;
            warnings.Clear();
            warnings.AddRange(value.Warnings);
            if (value.EarlyStopping is { } stopping)
            {
                EarlyStopping!.State = stopping.State;
                EarlyStopping.SetBestValues(stopping.Best);
            }
            if (value.Plateau is not null) Plateau!.State = value.Plateau;
        }
    }

    private IEnumerable<TimeSpan> Times() => [times.Steps, times.Evaluation, times.Checkpoints, times.Total, epochBegan];

    /// <summary>Measures how long something takes, from its making to its disposal.</summary>
    private sealed class Timing(Trainer<T> trainer, Func<TrainingTimes, TimeSpan, TrainingTimes> add) : IDisposable
    {
        private long start = Stopwatch.GetTimestamp();

        /// <summary>The time since the start or the last update.</summary>
        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(start);

        /// <summary>Leaves out what has gone by since the last update.</summary>
        public void Restart() => start = Stopwatch.GetTimestamp();

        /// <summary>Adds what has gone by since the last time.</summary>
        public void Update()
        {
            long now = Stopwatch.GetTimestamp();
            trainer.times = add(trainer.times, Stopwatch.GetElapsedTime(start, now));
            start = now;
        }

        public void Dispose() => Update();
    }
}
