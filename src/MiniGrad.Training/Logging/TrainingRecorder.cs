namespace MiniGrad.Training;

/// <summary>Gathers what happens in a loop of one's own into a <see cref="TrainingHistory"/>, for logs and reports. A trainer has a history
/// by itself.</summary>
/// <remarks>Not for use by several threads at once.</remarks>
/// <example><code>
/// TrainingRecorder recorder = new();
/// using JsonLinesLog log = new(Path.Combine(folder, "log.jsonl"));
/// TrainingCallback[] callbacks = [recorder, log];
/// int steps = 0;
/// for (int epoch = 1; epoch &lt;= 10; epoch++)
/// {
///     var watch = Stopwatch.StartNew();
///     double sum = 0;
///     foreach (Batch&lt;float&gt; batch in data.Batches(32, random))
///     {
///         float loss = step.Run(batch);
///         sum += loss * batch.Labels.ElementCount;
///         StepResult result = new(++steps, epoch, loss) { LearningRate = optimizer.LearningRate };
///         foreach (TrainingCallback callback in callbacks) callback.OnStep(result);
///     }
///     EpochResult whole = new(epoch, steps, sum / data.Count, Validation: null, optimizer.LearningRate, watch.Elapsed, IsBest: false);
///     foreach (TrainingCallback callback in callbacks) callback.OnEpoch(whole);
/// }
/// log.OnEnd(recorder.History);
/// new TrainingReport("My loop") { History = recorder.History }.Save(Path.Combine(folder, "report.html"));
/// </code></example>
public sealed class TrainingRecorder : TrainingCallback
{
    private string? judgedBy;
    private readonly List<EpochResult> epochs = [];
    private readonly List<string> warnings = [];
    private readonly LossCurve losses = new();

    /// <summary>Why training ended. Default: null, unknown or not ended yet.</summary>
    public StopReason? Reason { get; set; }

    /// <summary>What took how long. Default: nothing any time.</summary>
    public TrainingTimes Times { get; set; }

    /// <summary>The course of training so far; a copy.</summary>
    public TrainingHistory History => new([.. epochs], losses, Reason, Times, [.. warnings]) { JudgedBy = judgedBy };

    /// <inheritdoc/>
    public override void OnStep(in StepResult result) => losses.Add(result.Step, result.Loss);

    /// <inheritdoc/>
    public override void OnEpoch(EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        epochs.Add(result);
    }

    /// <inheritdoc/>
    public override void OnWarning(string warning)
    {
        ArgumentNullException.ThrowIfNull(warning);
        warnings.Add(warning);
    }

    /// <summary>Takes over why a training ended and what took how long.</summary>
    /// <param name="history">The trainer's.</param>
    public override void OnEnd(TrainingHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        (Reason, Times, judgedBy) = (history.Reason, history.Times, history.JudgedBy);
    }
}
