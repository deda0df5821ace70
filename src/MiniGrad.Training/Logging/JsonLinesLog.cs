using System.Buffers;
using System.Globalization;
using System.Text.Json;
using MiniGrad.Serialization;

namespace MiniGrad.Training;

/// <summary>A log for programs to read: a file of JSON lines (jsonlines.org), an object on each line whose <c>kind</c> says what
/// happened.</summary>
/// <remarks>
/// <para>Every line has <c>kind</c> and <c>time</c> (UTC, ISO 8601). Besides, by kind:</para>
/// <list type="bullet">
/// <item><c>step</c>: step, epoch, loss, learningRate, samples, seconds (since training began)</item>
/// <item>
/// <c>epoch</c>: epoch, step, trainingLoss, validation (null, or an object of loss and metrics, by name), learningRate, seconds (of the
/// epoch), isBest
/// </item>
/// <item><c>checkpoint</c>: path</item>
/// <item><c>warning</c>: message</item>
/// <item><c>end</c>: reason (of <see cref="StopKind"/>), message, epochs, steps, bestEpoch, seconds; those that are unknown are null</item>
/// </list>
/// <para>Numbers that are not finite are the strings <c>"NaN"</c>, <c>"Infinity"</c> and <c>"-Infinity"</c>.</para>
/// <para>
/// Lines are written at every event but a step, and whenever 64 KiB have gathered. A killed process leaves at most one cut line, which
/// appending removes. A run resumed from a checkpoint repeats the steps since then: of two lines for one step the later one counts.
/// </para>
/// <para>
/// A disk that fails does not end the training: the log tells <see cref="Warn"/> once, keeps up to 1 MiB of lines and tries again at the
/// end of each epoch. Lines beyond that are lost; a warning in the file says how many.
/// </para>
/// <para>In a loop of one's own, call the same methods as a <see cref="Trainer{T}"/> does, and dispose it. Not for use by several threads
/// at once.</para>
/// </remarks>
/// <example><code>
/// using var log = new JsonLinesLog("training.jsonl", everySteps: 100);
/// var trainer = new Trainer&lt;float&gt;(model, optimizer, data) { Callbacks = [log] };
/// </code></example>
public sealed class JsonLinesLog : TrainingCallback, IDisposable
{
    private readonly LineFile file;
    private readonly int everySteps;
    private readonly ArrayBufferWriter<byte> line = new();
    private readonly Utf8JsonWriter json;
    private bool isDisposed;

    /// <summary>Opens the file.</summary>
    /// <param name="path">The file, in a folder that exists; usually <c>….jsonl</c>.</param>
    /// <param name="everySteps">Which steps are logged: 1 for each, n for every n-th, 0 for none. Default: 1.</param>
    /// <param name="appends">Whether to go on behind an existing log, as when training is resumed. Default: no, it is replaced.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="everySteps"/> is negative.</exception>
    /// <exception cref="InvalidDataException">What is to be appended to is not a log.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written to.</exception>
    public JsonLinesLog(string path, int everySteps = 1, bool appends = false)
        : this(Guard.AtLeast(everySteps, 0, nameof(JsonLinesLog)), path, appends ? LogTail.Open(path) : Create(path)) { }

    internal JsonLinesLog(int everySteps, string name, Stream file)
    {
        this.everySteps = everySteps;
        this.file = new LineFile(file, name, message => Warn(message));
        json = new Utf8JsonWriter(line);
    }

    /// <summary>Is told when the file cannot be written, and at the end how many lines are lost. Default: the standard error
    /// stream.</summary>
    public Action<string> Warn { get; init; } = Console.Error.WriteLine;

    /// <summary>Where the time of each line comes from. Default: the system's clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Why the file could not be written when that was last tried; null if all is well.</summary>
    public Exception? Failure => file.Failure;

    /// <inheritdoc/>
    public override void OnStep(in StepResult result)
    {
        if (everySteps == 0 || result.Step % everySteps != 0) return;
        Begin("step");
        json.WriteNumber("step", result.Step);
        json.WriteNumber("epoch", result.Epoch);
        Write("loss", result.Loss);
        Write("learningRate", result.LearningRate);
        json.WriteNumber("samples", result.SampleCount);
        Write("seconds", result.Elapsed.TotalSeconds);
        End();
        if (file.IsBlockFull) Flush();
    }

    /// <inheritdoc/>
    public override void OnEpoch(EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Begin("epoch");
        json.WriteNumber("epoch", result.Epoch);
        json.WriteNumber("step", result.Step);
        Write("trainingLoss", result.TrainingLoss);
        if (result.Validation is null) json.WriteNull("validation");
        else Write(result.Validation);
        Write("learningRate", result.LearningRate);
        Write("seconds", result.Duration.TotalSeconds);
        json.WriteBoolean("isBest", result.IsBest);
        End();
        Flush();
    }

    /// <inheritdoc/>
    public override void OnCheckpoint(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Begin("checkpoint");
        json.WriteString("path", FileText.WithoutHalves(path));
        End();
        Flush();
    }

    /// <inheritdoc/>
    public override void OnWarning(string warning)
    {
        ArgumentNullException.ThrowIfNull(warning);
        WriteWarning(warning);
        Flush();
    }

    /// <inheritdoc/>
    public override void OnEnd(TrainingHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        Begin("end");
        json.WriteString("reason", history.Reason?.Kind.ToString());
        json.WriteString("message", history.Reason is { } reason ? FileText.WithoutHalves(reason.Sentence) : null);
        json.WriteNumber("epochs", history.Epochs.Count);
        json.WriteNumber("steps", history.StepCount);
        if (history.Best is { } best) json.WriteNumber("bestEpoch", best.Epoch);
        else json.WriteNull("bestEpoch");
        Write("seconds", history.Times.Total.TotalSeconds);
        End();
        Flush();
    }

    /// <summary>Writes what is left, and closes the file. Throws nothing if the disk fails, but tells <see cref="Warn"/>.</summary>
    public void Dispose()
    {
        if (isDisposed) return;
        Flush();
        isDisposed = true;
        json.Dispose();
        file.Dispose();
    }

    private void Write(EvaluationResult evaluation)
    {
        json.WriteStartObject("validation");
        Write("loss", evaluation.Loss);
        json.WriteStartObject("metrics");
        foreach ((string metric, double value) in evaluation.Metrics) Write(FileText.WithoutHalves(metric), value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteWarning(string message)
    {
        Begin("warning");
        json.WriteString("message", FileText.WithoutHalves(message));
        End();
    }

    private void Write(string property, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(property, value);
        else json.WriteString(property, value.ToString(CultureInfo.InvariantCulture));
    }

    private void Begin(string kind)
    {
        ObjectDisposedException.ThrowIf(isDisposed, this);
        line.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        json.WriteString("kind", kind);
        json.WriteString("time", Clock.GetUtcNow().UtcDateTime);
    }

    private void End()
    {
        json.WriteEndObject();
        json.Flush();
        file.Add(line.WrittenSpan);
    }

    private void Flush()
    {
        if (!file.TryWrite() || file.LostCount == 0) return;
        WriteWarning(Invariant($"{file.LostCount} lines were lost here: the file could not be written"));
        file.ForgetLost();
        file.TryWrite();
    }

    private static FileStream Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }
}
