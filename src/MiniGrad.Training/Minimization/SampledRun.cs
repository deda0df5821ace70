using System.Numerics;
using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>One run of <see cref="Descent"/> on the loss over samples.</summary>
internal sealed class SampledRun<T, TBatch> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Optimizer<T> optimizer;
    private readonly TrainingStep<T> step;
    private readonly StoppingRule stop;
    private readonly DescentOptions options;
    private readonly int sampleCount;
    private readonly int batchSize;
    private readonly List<EpochFigures> epochs = [];
    private readonly List<TracePoint<T>> trace = [];
    private readonly KeptPoint<T> best;
    private readonly Cost cost;
    private readonly long updatesBefore;
    private long tracedAt = -1;
    private long calls;
    private long updates;
    private long samples;

    public SampledRun(
        Optimizer<T> optimizer, TrainingStep<T> step, int sampleCount, int? batchSize, StoppingRule stop, Random? random, DescentOptions options)
    {
        ArgumentNullException.ThrowIfNull(stop);
        if (sampleCount == 0) throw new ArgumentException("Minimize: expected at least one sample, got an empty data set.");
        if (batchSize is < 1) throw new ArgumentOutOfRangeException(nameof(batchSize), FormattableString.Invariant($"Minimize: the batch size must be at least 1, got {batchSize}."));
        this.optimizer = optimizer;
        this.step = step;
        this.stop = stop;
        this.options = options;
        this.sampleCount = sampleCount;
        this.batchSize = Math.Min(batchSize ?? sampleCount, sampleCount);
        if (random is null && this.batchSize < sampleCount)
        {
            throw new ArgumentNullException(
                nameof(random), FormattableString.Invariant($"Minimize: batches of {batchSize} out of {sampleCount} samples are drawn at random; expected a generator."));
        }
        updatesBefore = optimizer.StepCount;
        best = new KeptPoint<T>(optimizer.Parameters);
        cost = new Cost(options.Time);
    }

    /// <summary>What all samples take.</summary>
    public required long DataBytes { get; init; }

    /// <summary>The loss over all samples.</summary>
    public required Func<Tensor<T>> LossOfAll { get; init; }

    /// <summary>An update by all samples.</summary>
    /// <value>Returns their loss before it.</value>
    public required Func<T> UpdateByAll { get; init; }

    /// <summary>A pass over the samples in a random order, in batches of a size.</summary>
    public required Func<int, IEnumerable<TBatch>> Batches { get; init; }

    /// <summary>An update by a batch.</summary>
    /// <value>Returns its loss before it, and how many samples it has.</value>
    public required Func<TBatch, (T Loss, int Count)> Update { get; init; }

    public SampledDescentResult<T> Run(CancellationToken cancellationToken)
    {
        StoppingMonitor monitor = new(stop, options.DivergenceFactor, options.Time);
        (double loss, double? norm, double? largest) = LookAtAll();
        if (!double.IsFinite(loss))
            throw new ArgumentException(FormattableString.Invariant($"Minimize: at the start the loss over the data is {loss}; start where it is finite."));
        monitor.ObserveStart(loss, norm, largest);
        StopReason? reason = monitor.Reason;
        StallWatch<T> movement = new(optimizer, optimizer.AccumulationSteps);
        double bestLoss = loss;
        while (true)
        {
            epochs.Add(new EpochFigures(monitor.Progress.Iteration, updates, samples, loss, norm, cost.Time));
            if (double.IsFinite(loss) && loss <= bestLoss)
            {
                best.Keep();
                bestLoss = loss;
            }
            if (reason is not null) break;
            reason = Pass(cancellationToken);
            if (reason is not null)
            {
                // The loss before this epoch is not that of where it has led.
                (loss, norm) = (double.NaN, null);
                break;
            }
            (loss, norm, largest) = LookAtAll();
            monitor.Observe(loss, norm, largest);
            options.OnIteration?.Invoke(monitor.Progress);
            reason = monitor.Reason ?? movement.Look(calls, "updates", monitor.Progress.Iteration);
        }
        Trace(loss, norm ?? double.NaN);
        if (reason.IsDivergence)
        {
            best.Restore();
            loss = bestLoss;
        }
        // All samples lie where they are; those of a smaller batch are copied, and the copy is among what is kept or allocated.
        long stepBytes = (options.Capture ? step.KeptBytes : cost.Bytes / Math.Max(1, calls)) + (batchSize == sampleCount ? DataBytes : 0);
        return new SampledDescentResult<T>(StartingPoint.Copies(optimizer.Parameters), loss, reason, epochs, updates, samples, cost.Time, cost.Bytes, stepBytes, trace,
            best.ToTensors(), bestLoss);
    }

    /// <summary>An update for each batch.</summary>
    /// <returns>Why the run cannot go on, if the loss of a batch is not finite.</returns>
    private StopReason? Pass(CancellationToken cancellationToken)
    {
        cost.Begin();
        using IEnumerator<TBatch>? batches = batchSize < sampleCount ? Batches(batchSize).GetEnumerator() : null;
        for (bool isLast = false; !isLast && (batches is null || batches.MoveNext()); isLast = batches is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Tensor<T>[]? traced = BeforeUpdate();
            (T batchLoss, int count) = RunStep(batches);
            double loss = double.CreateTruncating(batchLoss);
            if (traced is not null) AfterUpdate(traced, loss);
            calls++;
            updates = optimizer.StepCount - updatesBefore;
            samples += count;
            if (double.IsFinite(loss)) continue;
            cost.End();
            return new StopReason(
                StopKind.Diverged, FormattableString.Invariant($"diverged: the loss of a batch became {(double.IsNaN(loss) ? "NaN" : "infinite")} at update {updates}, in epoch {epochs.Count}"));
        }
        cost.End();
        return null;
    }

    private (T Loss, int Count) RunStep(IEnumerator<TBatch>? batches)
    {
        try
        {
            return batches is null ? (UpdateByAll(), sampleCount) : Update(batches.Current);
        }
        catch (CaptureException error)
        {
            throw CaptureAdvice.On(nameof(Descent.Minimize), error);
        }
    }

    /// <summary>The loss over all samples and, if a rule looks at it, its gradient; as in inference, so that nothing is drawn or updated.</summary>
    private (double Loss, double? Norm, double? Largest) LookAtAll()
    {
        using GraphRegion region = Inference.Begin(recording: stop.NeedsGradient);
        Tensor<T> loss = Objective<T>.CheckValue(nameof(Descent.Minimize), LossOfAll());
        double value = double.CreateTruncating(loss.ToScalar());
        if (!stop.NeedsGradient) return (value, null, null);
        Tensor<T>[] gradients = Differentiation.Gradients(loss, [.. optimizer.Parameters.Where(parameter => !parameter.IsFrozen)]);
        GradientSize size = gradients.Aggregate(default(GradientSize), (size, gradient) => size.With(gradient));
        return (value, size.Norm, size.Largest);
    }

    private Tensor<T>[]? BeforeUpdate()
    {
        if (options.TraceEvery == 0 || updates % options.TraceEvery != 0 || updates == tracedAt) return null;
        cost.End();
        tracedAt = updates;
        Tensor<T>[] points = StartingPoint.Copies(optimizer.Parameters);
        cost.Begin();
        return points;
    }

    private void AfterUpdate(Tensor<T>[] points, double loss)
    {
        cost.End();
        trace.Add(new TracePoint<T>((int)updates, points, loss, GradientSize.Of(optimizer.Parameters).Norm));
        cost.Begin();
    }

    private void Trace(double loss, double norm)
    {
        if (options.TraceEvery > 0) trace.Add(new TracePoint<T>((int)updates, StartingPoint.Copies(optimizer.Parameters), loss, norm));
    }

    /// <summary>The time and the memory that the parts of a run take which lie between a beginning and an end.</summary>
    private sealed class Cost(TimeProvider clock)
    {
        private long beganAt;
        private long bytesBefore;

        public TimeSpan Time { get; private set; }

        public long Bytes { get; private set; }

        public void Begin()
        {
            bytesBefore = GC.GetAllocatedBytesForCurrentThread();
            beganAt = clock.GetTimestamp();
        }

        public void End()
        {
            Time += clock.GetElapsedTime(beganAt);
            Bytes += GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
        }
    }
}
