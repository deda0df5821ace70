using MiniGrad.Layers;
using static System.FormattableString;

namespace MiniGrad.Training;

// Whether the settings fit together.
public sealed partial class Trainer<T>
{
    private void CheckSettings()
    {
        if (StepsPerEpoch == 0)
            throw new InvalidOperationException(Invariant($"Trainer: {given.Count} samples are less than one batch of {BatchSize}, and DropLast leaves out what is less."));
        CheckSingleSample();
        try
        {
            MetricSet.Begin(Metrics);
        }
        catch (ArgumentException error)
        {
            throw new InvalidOperationException($"Trainer: {error.Message}", error);
        }
        CheckMonitor();
        CheckPlateau();
        CheckClassWeights();
        if (StoppingRule is { NeedsGradient: true })
            throw new InvalidOperationException("Trainer: the stopping rule looks at the gradient, and a trainer observes the loss of epochs alone; leave the gradient out of the rule.");
        if (LargerIsBetter && StoppingRule?.DescentOnly is { } trouble) throw new InvalidOperationException($"Trainer: {trouble}");
    }

    /// <summary>A last batch of one sample may leave batch normalisation without a variance, which should not be found at the end of the first epoch.</summary>
    private void CheckSingleSample()
    {
        if (BatchSize == 1 || given.Count % BatchSize != 1 || DropLast || !Model.All().Any(entry => entry.Layer is BatchNormalization<T>)) return;
        try
        {
            using Trial trial = Trial.Begin();
            using GraphRegion region = Recording.Off();
            Model.Forward(given.Batches(1).First().Data.Inputs);
        }
        catch (ArgumentException error)
        {
            throw new InvalidOperationException(Invariant(
                $"Trainer: of {given.Count} samples in batches of {BatchSize} the last batch has a single one, which batch normalisation cannot train on; set DropLast, or choose another batch size. {error.Message}"), error);
        }
    }

    private void CheckMonitor()
    {
        if (Monitor is not null && validation is null) throw new InvalidOperationException($"Trainer: {Monitor.Name} is measured on validation data, and there are none.");
        if (Monitor is not null && Metrics.All(metric => metric.Name != Monitor.Name))
            throw new InvalidOperationException($"Trainer: {Monitor.Name} is monitored, so expected it among the metrics, got {(Metrics.Count == 0 ? "none" : string.Join(", ", Metrics))}.");
        if (EarlyStopping is not null && !ReferenceEquals(EarlyStopping.Model, Model)) throw new InvalidOperationException("Trainer: the early stopping keeps the weights of another model.");
        CheckDirection(EarlyStopping?.LargerIsBetter, nameof(EarlyStopping));
        CheckDirection(Plateau?.LargerIsBetter, nameof(Plateau));

        void CheckDirection(bool? largerIsBetter, string setting)
        {
            if (largerIsBetter is { } larger && larger != LargerIsBetter)
                throw new InvalidOperationException($"Trainer: {setting} takes {(larger ? "larger" : "smaller")} values for better; for {MonitorName}, {(larger ? "smaller" : "larger")} ones are.");
        }
    }

    private void CheckPlateau()
    {
        if (Plateau is null) return;
        if (!ReferenceEquals(Plateau.Optimizer, Optimizer)) throw new InvalidOperationException("Trainer: the plateau reduces the rate of another optimizer.");
        if (Optimizer.Schedule is { } schedule)
            throw new InvalidOperationException($"Trainer: the optimizer's schedule sets the learning rate at every step, so a plateau cannot reduce it; expected one of them, got both ({schedule}).");
    }

    private void CheckClassWeights()
    {
        if (ClassWeights is null) return;
        if (given.LargestLabel is not { } largest) throw new InvalidOperationException("Trainer: class weights need labels, and this trainer learns targets of numbers.");
        if (largest >= ClassWeights.Count)
            throw new InvalidOperationException(Invariant($"Trainer: expected a weight for each of {largest + 1} classes, got {ClassWeights.Count} class weights."));
        foreach (double weight in ClassWeights)
            if (!(weight >= 0 && double.IsFinite(weight))) throw new InvalidOperationException(Invariant($"Trainer: class weights must be finite numbers of at least 0, got {weight}."));
    }
}
