using System.Diagnostics;
using MiniGrad.Data;
using MiniGrad.Initializers;
using MiniGrad.Layers;
using MiniGrad.Optimizers;
using MiniGrad.Search;
using MiniGrad.Training;

namespace MiniGrad.Benchmarks.Searches;

/// <summary>Searches the settings of networks on a table; the objective is the smallest log loss of the rows to choose by, over the
/// epochs.</summary>
internal sealed class NetworkSearch(SearchTable table, int trials, int epochs)
{
    private static readonly int[] batches = [16, 32, 64, 128];

    public NetworkSearchResult Run(int seed, Sampler sampler, Pruner pruner, int overlap = 1, int workers = 1)
    {
        SearchSpace space = new();
        HyperParameter<int> layers = space.AddInteger("layers", 1, 3);
        HyperParameter<int>[] units =
        [
            .. Enumerable.Range(1, 3).Select(i => space.AddInteger($"units {i}", 8, 256, Scale.Logarithmic, when: layers.AtLeast(i))),
        ];
        HyperParameter<Activation> activation = space.AddChoice("activation", Activation.Relu, Activation.Tanh);
        HyperParameter<double> decay = space.AddNumber("weight decay", 1e-7, 0.1, Scale.Logarithmic);
        HyperParameter<int> batch = space.AddInteger("batch", batches[0], batches[^1], Scale.PowersOfTwo);
        HyperParameter<double> rate = space.AddNumber("learning rate", 1e-5, 0.1, Scale.Logarithmic);
        (Dataset<float> training, Dataset<float> validation) = Scaled(seed);
        Study study = new(table.Name, space) { Seed = (ulong)seed, Sampler = sampler, Pruner = pruner, Overlap = overlap };
        long start = Stopwatch.GetTimestamp();
        study.Run(
            trials, trial =>
            {
                Mlp<float> model = new(
                    [table.FeatureCount, .. units.Take(trial.Get(layers)).Select(trial.Get), table.ClassCount], trial.Get(activation),
                    trial.Random, weights: Initializer.GlorotUniform);
                // Weights begin as the peer's, which divides the penalty of a batch by its size.
                Adam<float> optimizer = new(model.Parameters, trial.Get(rate), weightDecay: trial.Get(decay) / trial.Get(batch));
                Trainer<float> trainer =
                    new(model, optimizer, training, validation) { BatchSize = trial.Get(batch), Seed = trial.Seed };
                return trial.Train(trainer, epochs);
            },
            workers);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double own = seconds * workers - study.Trials.Sum(trial => trial.Duration.TotalSeconds);
        return new NetworkSearchResult(
            study.Trials.SelectMany(trial => trial.Values).Min(), seconds, study.Trials.Sum(trial => trial.Reports.Count), own);
    }

    /// <summary>Inputs with mean 0 and standard deviation 1 in the rows to learn from.</summary>
    private (Dataset<float> Training, Dataset<float> Validation) Scaled(int seed)
    {
        Dataset<float> training = table.Part(seed, 0), validation = table.Part(seed, 1);
        FeatureScaler<float> scaler = FeatureScaler.Fit(training.Inputs);
        return (new(scaler.Apply(training.Inputs), training.Labels), new(scaler.Apply(validation.Inputs), validation.Labels));
    }
}

/// <summary>What a study has come to.</summary>
/// <param name="Loss">The smallest value.</param>
/// <param name="Seconds">The time from its beginning to its end.</param>
/// <param name="Epochs">How many epochs were trained in all.</param>
/// <param name="OwnSeconds">The part of the time that was not spent in trials.</param>
internal readonly record struct NetworkSearchResult(double Loss, double Seconds, int Epochs, double OwnSeconds = 0);
