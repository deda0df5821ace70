using System.Diagnostics;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;
using MiniGrad.Training;

namespace MiniGrad.Benchmarks.Trainers;

/// <summary>The network 784-128-10 with Adam, trained epoch after epoch on the same samples, by a trainer or by a bare loop of captured
/// steps.</summary>
internal sealed class Competitor
{
    private readonly Action runEpoch;

    private Competitor(Action runEpoch) => this.runEpoch = runEpoch;

    /// <summary>One call of a captured step for every batch of the shuffled samples, and nothing else.</summary>
    public static Competitor Bare(Dataset<float> data, int batchSize)
    {
        (Mlp<float> model, Adam<float> optimizer) = Make();
        TrainingStep<float> step = new(optimizer, batch => Loss.CrossEntropy(model.Forward(batch.Inputs), batch.Labels));
        ulong epoch = 0;
        return new Competitor(() =>
        {
            foreach (Batch<float> batch in data.Batches(batchSize, new XoshiroRandom(0, ++epoch))) step.Run(batch);
        });
    }

    /// <summary>A trainer that a callback watches, without evaluation and checkpoints, which are work of their own.</summary>
    public static Competitor Trainer(Dataset<float> data, int batchSize)
    {
        (Mlp<float> model, Adam<float> optimizer) = Make();
        Trainer<float> trainer = new(model, optimizer, data) { BatchSize = batchSize, Callbacks = [new Watcher()] };
        int epoch = 0;
        return new Competitor(() => trainer.Fit(++epoch));
    }

    /// <summary>The seconds that one more epoch takes.</summary>
    public double TimeEpoch()
    {
        long start = Stopwatch.GetTimestamp();
        runEpoch();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static (Mlp<float> Model, Adam<float> Optimizer) Make()
    {
        Mlp<float> model = new([784, 128, 10], Activation.Relu, new Random(1));
        return (model, new Adam<float>(model.Parameters));
    }

    /// <summary>Does the least that a display does.</summary>
    private sealed class Watcher : TrainingCallback
    {
        private double loss;

        public override void OnStep(in StepResult result) => loss = 0.9 * loss + 0.1 * result.Loss;
    }
}
