using System.Diagnostics;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Optimizers;

namespace MiniGrad.Training;

// The epochs and steps of training.
public sealed partial class Trainer<T>
{
    private readonly List<EpochResult> epochs = [];
    private readonly List<string> warnings = [];
    private IDataset<T>? training;
    private TrainingStep<T>? step;
    private LossCurve losses = new();
    private StopReason? reason;
    private TrainingTimes times;
    private BestSoFar<T>? best;
    private EarlyStoppingWatch? stopping;
    private PlateauWatch<T>? plateau;
    private KeptPoint<T>? last;
    private TimeSpan epochBegan;
    private long stepCount;
    private int stepsInEpoch, epochsBefore;
    private double lossSum;
    private double weightSum;

    /// <summary>How training went so far; a copy.</summary>
    public TrainingHistory History => new([.. epochs], losses, reason, times, [.. warnings]) { JudgedBy = JudgedBy };

    /// <summary>Trains until so many epochs are done in all, or something else ends it: early stopping, a stopping rule, a loss that is not
    /// finite. Called again with more, or after an interruption, it goes on from where training is: also after <see cref="EarlyStopping"/>
    /// has brought the best weights back, unless they were changed since.</summary>
    /// <remarks>A loss or a gradient that is NaN or infinite updates no parameter, though layers that keep something of every batch have
    /// seen it. It ends the training, and <see cref="TrainingHistory.Reason"/> names the layer in which numbers that are not finite first
    /// appeared, or the sample that they came from. On validation data it is a warning.</remarks>
    /// <param name="epochs">The number of epochs in all, at least 0.</param>
    /// <param name="cancellation">Interrupts training after the current step; with <see cref="Checkpoints"/>, one is written first. The
    /// weights are then the last ones, not the best.</param>
    /// <returns><see cref="History"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number of epochs is negative.</exception>
    /// <exception cref="InvalidOperationException">The settings do not fit together, or the model or the loss cannot be trained or
    /// captured; the message says why.</exception>
    /// <exception cref="ArgumentException">The samples do not fit the model, the loss or a metric.</exception>
    /// <exception cref="IOException">There can be no folder for checkpoints.</exception>
    /// <exception cref="UnauthorizedAccessException">There may be no folder for checkpoints.</exception>
    /// <exception cref="InvalidDataException">A stream's samples are others than before; so, any exception of its source. The steps before
    /// stay done, with <see cref="Checkpoints"/> one is written first, and another call goes on from there.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled. <see cref="History"/> tells how far it came.</exception>
    public TrainingHistory Fit(int epochs, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epochs);
        Prepare();
        OpenCheckpoints();
        StoppingMonitor monitor = BeginMonitor();
        if (last is not null && best!.Point.IsCurrent) last.Restore();
        last = null;
        using Timing total = new(this, static (times, span) => times with { Total = times.Total + span });
        epochsBefore = this.epochs.Count;
        reason = EndBefore(epochs, monitor);
        while (reason is null)
        {
            reason = RunEpoch(total, cancellation) ?? EndEpoch(monitor, total) ?? EndBefore(epochs, monitor);
        }
        if (stopping is not null && best!.Measure is not null && !best.Point.IsCurrent)
        {
            last = new KeptPoint<T>(Values());
            best.Point.Restore();
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
        if (validation is not null) Evaluate(validation, Metrics, batches: 1);
        best = new BestSoFar<T>(EarlyStopping is null ? [] : Values(), LargerIsBetter);
        stopping = EarlyStopping is null ? null : new EarlyStoppingWatch(EarlyStopping, LargerIsBetter);
        plateau = Plateau is null ? null : new PlateauWatch<T>(Plateau, Optimizer, LargerIsBetter);
        step = new TrainingStep<T>(Optimizer, LossOf, Captures) { RefusesNonFiniteLoss = true };
    }

    private Parameter<T>[] Values() => [.. Checkpoint.Values(Model).Select(entry => entry.Values)];

    /// <summary>The steps of an epoch, or of what is left of it.</summary>
    private StopReason? RunEpoch(Timing total, CancellationToken cancellation)
    {
        using Timing timing = new(this, static (times, span) => times with { Steps = times.Steps + span });
        int epoch = epochs.Count + 1;
        step!.BeginEpoch();
        XoshiroRandom? order = Shuffles ? new XoshiroRandom(Seed, (ulong)epoch) : null;
        IEnumerable<Batch<T>> batches = Batching is null ? training!.BriefBatches(BatchSize, order, DropsLast, stepsInEpoch)
            : (Batching((Dataset<T>)training!, BatchSize, order, DropsLast) ?? throw WrongCount("none")).Skip(stepsInEpoch);
        using IEnumerator<Batch<T>> pass = batches.GetEnumerator();
        while (Next())
        {
            Batch<T> batch = pass.Current;
            if (stepsInEpoch == StepsPerEpoch) throw WrongCount("more");
            if (cancellation.IsCancellationRequested)
            {
                SaveCheckpoint(total, timing);
                cancellation.ThrowIfCancellationRequested();
            }
            if (RunStep(batch, epoch, total) is { } trouble) return trouble;
            SaveCheckpointIfDue(total, timing);
        }
        if (stepsInEpoch != StepsPerEpoch) throw WrongCount(Invariant($"{stepsInEpoch}"));
        return null;

        bool Next()
        {
            try
            {
                return pass.MoveNext();
            }
            catch (Exception) when (training is StreamedDataset<T>)
            {
                // What was learned before a file was cut or a disk failed is not lost.
                if (stepsInEpoch > 0) SaveCheckpoint(total, timing);
                throw;
            }
        }

        InvalidOperationException WrongCount(string got) =>
            new(Invariant($"Trainer: expected {StepsPerEpoch} batches in an epoch from Batching, got {got}."));
    }

    private StopReason? RunStep(Batch<T> batch, int epoch, Timing total)
    {
        double value;
        try
        {
            value = double.CreateTruncating(step!.Run(batch));
            if (!double.IsFinite(value)) throw new NonFiniteLossException(value);
        }
        catch (NonFiniteLossException error)
        {
            return Diverged(error.Loss, batch, epoch);
        }
        catch (NonFiniteGradientException error)
        {
            string where = Invariant($"diverged at step {stepCount + 1}, in epoch {epoch}");
            return new StopReason(StopKind.Diverged, $"{where}: {error.Trouble}. Nothing was updated");
        }
        double weight = batch.TotalWeight;
        stepCount++;
        stepsInEpoch++;
        lossSum += value * weight;
        weightSum += weight;
        losses.Add(stepCount, value);
        StepResult result = new(
            stepCount, epoch, stepsInEpoch, StepsPerEpoch, batch.Count, value, Optimizer.LearningRate, times.Total + total.Elapsed);
        foreach (TrainingCallback callback in Callbacks) callback.OnStep(result);
        return null;
    }

    /// <summary>What follows the last step of an epoch.</summary>
    private StopReason? EndEpoch(StoppingMonitor monitor, Timing total)
    {
        Optimizer.FinishAccumulation();
        EpochResult result = new(epochs.Count + 1, stepCount, lossSum / weightSum, null, Optimizer.LearningRate, default, false);
        using (Timing timing = new(this, static (times, span) => times with { Evaluation = times.Evaluation + span }))
        using (EvaluationWeights?.Invoke())
        {
            if (validation is not null) result = result with { Validation = Evaluate(validation, Metrics) };
            else if (stopping is not null || Checkpoints is { KeepsBest: true })
                result = result with { EvaluatedTrainingLoss = Evaluate(training!, []).Loss };
            result = result with { IsBest = best!.Report(Judged(result)) };
            stopping?.Report(Judged(result));
            if (result.IsBest) SaveBest();
        }
        double monitored = Monitored(result);
        if (!double.IsFinite(monitored)) WarnNotFinite(monitored);
        TimeSpan now = times.Total + total.Elapsed;
        result = result with { Duration = now - epochBegan };
        epochBegan = now;
        plateau?.Report(monitored);
        epochs.Add(result);
        stepsInEpoch = 0;
        lossSum = weightSum = 0;
        foreach (TrainingCallback callback in Callbacks) callback.OnEpoch(result);
        if (Checkpoints is { WritesEveryEpoch: true }) SaveCheckpoint(total);
        return monitor.Observe(monitored, now) ? monitor.Reason : null;
    }

    /// <summary>How far this is, for a checkpoint and back.</summary>
    internal TrainerProgress<T> Progress
    {
        get => new(
            (stepCount, stepsInEpoch), (lossSum, weightSum), [.. Times().Select(time => time.Ticks)], [.. epochs], losses, [.. warnings],
            stopping is null ? null : (new(best!.Measure, stopping.BadCount, stopping.Reference), best.Point.ToTensors()), plateau?.State);
        set
        {
            (stepCount, stepsInEpoch) = (value.Counts.Steps, (int)value.Counts.InEpoch);
            (lossSum, weightSum) = value.Sums;
            TimeSpan[] spans = Array.ConvertAll(value.Ticks, ticks => new TimeSpan(ticks));
            (times, epochBegan, lastCheckpoint) = (new TrainingTimes(spans[0], spans[1], spans[2], spans[3]), spans[4], spans[3]);
            epochs.Clear();
            epochs.AddRange(value.Epochs);
            best!.Measure = value.Epochs.LastOrDefault(epoch => epoch.IsBest) is { } known ? Judged(known) : null;
            losses = value.Losses;
            reason = null;
            warnings.Clear();
            warnings.AddRange(value.Warnings);
            if (value.EarlyStopping is { } saved)
            {
                (best.Measure, stopping!.BadCount, stopping.Reference) = saved.State;
                best.Point.Set(saved.Best);
            }
            if (value.Plateau is not null) plateau!.State = value.Plateau;
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
