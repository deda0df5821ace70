using System.Text.Json;
using MiniGrad.Training;
using MiniGrad.Visualization;

namespace MiniGrad.Cli;

/// <summary>Learns from one kind of data.</summary>
internal abstract class Learner(TrainOptions options)
{
    /// <summary>The samples from which the report measures how gradients flow.</summary>
    protected const int MeasuredSamples = 256;

    /// <summary>The data that the model is evaluated on after an epoch, in a word.</summary>
    public abstract string Evaluated { get; }

    /// <summary>The number of epochs from one line of output to the next.</summary>
    public virtual int LineEvery => 1;

    /// <summary>Whether training goes on from a checkpoint.</summary>
    public virtual bool IsResumed => false;

    /// <summary>How training went; null if nothing was learned.</summary>
    public abstract TrainingHistory? History { get; }

    /// <summary>The share of samples held out whose class is predicted, from 0 to 1; null where numbers are predicted.</summary>
    public abstract double? Accuracy { get; }

    protected TrainOptions Options => options;

    /// <summary>Makes the model and says what is to come.</summary>
    public abstract void Begin(IReadOnlyList<TrainingCallback> callbacks);

    /// <summary>Trains.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="NotFiniteNumberException">The loss became NaN or infinite, and there is nothing to report.</exception>
    public abstract void Fit(CancellationToken stop);

    /// <summary>Measures how good the model is.</summary>
    public abstract void Evaluate();

    /// <summary>The page with everything that there is to see.</summary>
    public abstract TrainingReport Report();

    /// <summary>Writes the model to a file, whole or not at all.</summary>
    public abstract void Save(string path);

    /// <summary>Writes the model to an ONNX file, whole or not at all.</summary>
    /// <exception cref="NotSupportedException">The model cannot be written as that.</exception>
    public abstract void Export(string path);

    /// <summary>Writes properties that describe the data.</summary>
    public abstract void WriteData(Utf8JsonWriter json);

    /// <summary>Writes an object for every epoch.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="running">The epoch that was interrupted, or null.</param>
    public abstract void WriteEpochs(Utf8JsonWriter json, RunningEpoch? running);

    /// <summary>Writes properties that say how good the model is.</summary>
    public virtual void WriteResult(Utf8JsonWriter json) { }

    /// <summary>Says why there is no checkpoint to go on from, if there should be one.</summary>
    public virtual string? MissingCheckpoint => null;

    /// <summary>How to go on with the training.</summary>
    public virtual IEnumerable<(string Name, string Value)> Continuation(bool isInterrupted) => [];

    /// <summary>Shows predictions.</summary>
    public virtual void ShowExamples() { }

    /// <summary>Shows how good the model is.</summary>
    public abstract void ShowResult();
}
