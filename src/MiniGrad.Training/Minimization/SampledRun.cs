using MiniGrad.Data;
using MiniGrad.Optimizers;

namespace MiniGrad.Training;

/// <summary>One run of <see cref="Descent"/> on the loss over samples.</summary>
internal sealed class SampledRun<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Func<Batch<T>, Tensor<T>> loss;
    private readonly Optimizer<T> optimizer;
    private readonly Dataset<T> data;
    private readonly Random? random;
    private readonly TrainingStep<T> step;
    private readonly StoppingRule stop;
    private readonly DescentOptions options;
    private readonly int batchSize;
    private readonly List<EpochFigures> epochs = [];
    private readonly List<TracePoint<T>> trace = [];
    private readonly BestSoFar<T> best;
    private readonly Cost cost;
    private readonly long updatesBefore;
    private long tracedAt = -1;
    private long calls;
    private long updates;
    private long samples;

    public SampledRun(
        Func<Batch<T>, Tensor<T>> loss, Optimizer<T> optimizer, Dataset<T> data, int? batchSize, StoppingRule stop, Random? random,
        DescentOptions options)
    {
        ArgumentNullException.ThrowIfNull(stop);
        Guard.NotEmpty(data.Count, nameof(Descent.Minimize), "sample", nameof(data));
        (this.loss, this.optimizer, this.data, this.stop, this.random, this.options) = (loss, optimizer, data, stop, random, options);
        step = new TrainingStep<T>(optimizer, loss, options.Captures);
        this.batchSize = Math.Min(
            Guard.AtLeast(batchSize ?? data.Count, 1, nameof(Descent.Minimize), "the batch size", nameof(batchSize)), data.Count);
        if (random is null && this.batchSize < data.Count)
        {
            throw new ArgumentNullException(nameof(random), Invariant(
                $"Minimize: batches of {batchSize} out of {data.Count} samples are drawn at random; expected a generator."));
        }
        updatesBefore = optimizer.StepCount;
        best = new BestSoFar<T>(optimizer.Parameters);
        cost = new Cost(options.Time);
    }

    public SampledDescentResult<T> Run(CancellationToken cancellation)
    {
        StoppingMonitor monitor = new(stop, options.DivergenceFactor, options.Time);
        (double loss, double? norm, double? largest) = LookAtAll();
        if (!double.IsFinite(loss))
            throw new ArgumentException(Invariant($"Minimize: at the start the loss over the data is {loss}; start where it is finite."));
        monitor.ObserveStart(loss, norm, largest);
        StopReason? reason = monitor.Reason;
        StallWatch<T> movement = new(optimizer, optimizer.AccumulationSteps);
        while (true)
        {
            epochs.Add(new EpochFigures(monitor.Progress.Iteration, updates, samples, loss, norm, cost.Time));
            best.Report(loss);
            if (reason is not null) break;
            reason = Pass(cancellation);
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
            best.Point.Restore();
            loss = best.Measure!.Value;
        }
        // All samples lie where they are; those of a smaller batch are copied, and the copy is among what is kept or allocated.
        long stepBytes = (options.Captures ? step.KeptBytes : cost.Bytes / Math.Max(1, calls)) + (
            batchSize == data.Count ? data.Parts.ByteCount : 0);
        return new SampledDescentResult<T>(
            StartingPoint.Copies(optimizer.Parameters), loss, reason, epochs, updates, samples, cost.Time, cost.Bytes, stepBytes, trace,
            best.Point.ToTensors(), best.Measure!.Value);
    }

    /// <summary>An update for each batch.</summary>
    /// <returns>Why the run cannot go on, if the loss of a batch is not finite.</returns>
    private StopReason? Pass(CancellationToken cancellation)
    {
        cost.Begin();
        // All samples are one batch where they lie, not a copy.
        foreach (Batch<T> batch in batchSize < data.Count ? data.Batches(batchSize, random) : [data])
        {
            cancellation.ThrowIfCancellationRequested();
            Tensor<T>[]? traced = BeforeUpdate();
            double loss = double.CreateTruncating(RunStep(batch));
            if (traced is not null) AfterUpdate(traced, loss);
            calls++;
            updates = optimizer.StepCount - updatesBefore;
            samples += batch.Count;
            if (double.IsFinite(loss)) continue;
            cost.End();
            return new StopReason(
                StopKind.Diverged,
                Invariant($"diverged: the loss of a batch became {(double.IsNaN(loss) ? "NaN" : "infinite")} at update {updates}, ") +
                Invariant($"in epoch {epochs.Count}"));
        }
        cost.End();
        return null;
    }

    private T RunStep(Batch<T> batch)
    {
        try
        {
            return step.Run(batch);
        }
        catch (CaptureException error)
        {
            throw CaptureAdvice.On(nameof(Descent.Minimize), error);
        }
    }

    /// <summary>The loss over all samples and, if a rule looks at it, its gradient, as in inference.</summary>
    private (double Loss, double? Norm, double? Largest) LookAtAll()
    {
        using GraphRegion region = Inference.Begin(recording: stop.NeedsGradient);
        Tensor<T> loss = Objective<T>.CheckValue(nameof(Descent.Minimize), this.loss(data));
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
