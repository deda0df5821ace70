using MiniGrad.Data;

namespace MiniGrad.Estimators;

// Fitting on samples that need not fit into memory.
public abstract partial class MlpEstimator
{
    private protected const int SummaryBatch = 1024;

    /// <summary>Finds how rows that are streamed become features.</summary>
    private protected TableEncoder FitEncoder(
        TableSource rows, string target, TableEncoderOptions? encoding, TargetKind kind, out ColumnSummary targets)
    {
        CheckNotWeights(target);
        return TableEncoder.FitStream(rows, target, EncodingOf(encoding, kind), out targets);
    }

    /// <summary>Sees samples that are streamed once: their inputs are finite, and are to be scaled so.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="look">Looks at each batch.</param>
    /// <exception cref="ArgumentException">There are none, or inputs are not [samples, features] or not finite.</exception>
    private protected FeatureScaler<float>? Survey(StreamedDataset<float> samples, Action<Batch<float>> look)
    {
        ScalerFitting<float> fitting = new();
        foreach (Batch<float> batch in samples.BriefBatches(SummaryBatch))
        {
            Tensor<float> inputs = batch.Inputs;
            FittedMlp.CheckInputs(Name, inputs);
            fitting.Add(inputs);
            look(batch);
        }
        if (fitting.Count == 0) throw new ArgumentException($"{Name}: expected samples to learn from, got none.");
        return InputScaling == Scaling.None ? null : fitting.ToScaler(InputScaling);
    }

    /// <summary>The batches of all parts, in their order.</summary>
    private protected static IEnumerable<Batch<float>> All(SampleSource<float> source) =>
        Enumerable.Range(0, source.PartCount).SelectMany(part => source.Read(part));

    /// <exception cref="InvalidOperationException">Training is to stop early, but there is nothing to watch; or the other way
    /// round.</exception>
    private protected void CheckValidation(bool isThere)
    {
        if (isThere == StopsEarly) return;
        throw new InvalidOperationException(StopsEarly
            ? $"{Name}: of streamed samples none are held out: expected validation samples for early stopping ({nameof(StopsEarly)} is " +
                $"set)."
            : $"{Name}: validation samples are for early stopping: expected {nameof(StopsEarly)} to be set, or none.");
    }
}
