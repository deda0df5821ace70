using MiniGrad.Data;
using MiniGrad.Layers;

namespace MiniGrad.Training;

// Whether the settings fit together.
public sealed partial class Trainer<T>
{
    private void CheckSettings()
    {
        if (StepsPerEpoch == 0)
        {
            throw Refusal(
                Invariant($"{given.Count} samples are less than one batch of {BatchSize}, and DropsLast leaves out what is less"));
        }
        if (Batching is not null && given is not Dataset<T>)
            throw Refusal("Batching cuts samples in memory into batches, and these are streamed");
        if (AreZero(given)) throw Refusal("the weights of all training samples are 0, so there is nothing to learn from");
        if (AreZero(validation)) throw Refusal("the weights of all validation samples are 0, so there is nothing to measure on");
        CheckSingleSample();
        CheckMetrics();
        CheckClassWeights();
        if (Plateau is not null) new PlateauWatch<T>(Plateau, Optimizer).CheckSchedule();
        if (StoppingRule is { NeedsGradient: true })
            throw Refusal("the stopping rule looks at the gradient, and a trainer knows the loss of epochs alone; leave the gradient out");
        if (LargerIsBetter && StoppingRule?.DescentOnly is { } trouble) throw Refusal(trouble.TrimEnd('.'));
    }

    /// <summary>Finds a last batch of one sample, without a variance for batch normalisation, before the first epoch.</summary>
    private void CheckSingleSample()
    {
        if (BatchSize == 1 || given.Count % BatchSize != 1 || DropsLast || !Model.All().Any(entry => entry.Layer is BatchNormalization<T>))
            return;
        try
        {
            using DryRun dryRun = DryRun.Begin();
            using GraphRegion region = Recording.Off();
            Batch<T> single = given.Batches(1).First();
            _ = BatchLoss is null ? Model.Forward(single.Inputs) : BatchLoss(single);
        }
        catch (ArgumentException error)
        {
            throw Refusal(
                Invariant($"of {given.Count} samples in batches of {BatchSize} the last batch has a single one, which batch ")
                + $"normalisation cannot train on; set DropsLast, or choose another batch size. {error.Message.TrimEnd('.')}", error);
        }
    }

    private static bool AreZero(IDataset<T>? data) =>
        (data as Dataset<T>)?.Weights is { } weights && !weights.Span.ContainsAnyExcept(T.Zero);

    private void CheckMetrics()
    {
        try
        {
            MetricSet.Begin(Metrics);
        }
        catch (ArgumentException error)
        {
            throw Refusal(error.Message, error);
        }
        if (BatchLoss is not null && (loss is not null || Metrics.Count > 0))
            throw Refusal(loss is null ? MetricsNeedOutputs : "BatchLoss gives no outputs, so there must be no loss of outputs besides");
        if (Monitor is null) return;
        if (validation is null) throw Refusal($"{Monitor.Name} is measured on validation data, and there are none");
        if (Metrics.All(metric => metric.Name != Monitor.Name))
            throw Refusal($"{Monitor.Name} is monitored, so expected it among the metrics, got " +
                $"{(Metrics.Count == 0 ? "none" : string.Join(", ", Metrics))}");
    }

    private void CheckClassWeights()
    {
        if (ClassWeights is null) return;
        if (given.Layout.Labels.Length == 0) throw Refusal($"class weights need labels, got {given.Layout}");
        if ((given as Dataset<T>)?.Labels.Max() is { } largest && largest >= ClassWeights.Count)
            throw Refusal(Invariant($"expected a weight for each of {largest + 1} classes, got {ClassWeights.Count} class weights"));
        foreach (double weight in ClassWeights)
            if (!(weight >= 0 && double.IsFinite(weight)))
                throw Refusal(Invariant($"class weights must be finite numbers of at least 0, got {weight}"));
    }

    private const string MetricsNeedOutputs =
        "BatchLoss gives no outputs, so metrics cannot be measured; leave Metrics empty and measure outputs of your own with Metric.Of";

    private static InvalidOperationException Refusal(string trouble, Exception? inner = null) => new($"Trainer: {trouble}.", inner);
}
