using System.Numerics;
using MiniGrad.Data;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Optimizers;

namespace MiniGrad.Benchmarks.Steps;

/// <summary>A fresh model, and a way to train it.</summary>
internal abstract class StepRunner<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly bool isBinary;

    protected StepRunner(Workload workload, Random random)
    {
        isBinary = workload.IsBinary;
        Model = new Mlp<T>([.. workload.Layers], workload.Activation, random);
        Optimizer = workload.Optimizer switch
        {
            OptimizerKind.Adam => new Adam<T>(Model.Parameters, workload.LearningRate),
            OptimizerKind.Momentum => new Sgd<T>(Model.Parameters, workload.LearningRate, momentum: 0.9, MomentumKind.HeavyBall),
            _ => new Sgd<T>(Model.Parameters, workload.LearningRate),
        };
    }

    /// <summary>What is trained.</summary>
    public Mlp<T> Model { get; }

    protected Optimizer<T> Optimizer { get; }

    /// <summary>A fresh model, trained one way or the other.</summary>
    public static StepRunner<T> Create(Workload workload, Random random, bool isEager) =>
        isEager ? new EagerStep<T>(workload, random) : new CapturedStep<T>(workload, random);

    /// <summary>Forward, backward and update on the batch whose turn it is.</summary>
    /// <returns>The loss before the update.</returns>
    public abstract T Step(RandomBatches<T> batches, int turn);

    /// <summary>The output for one row.</summary>
    public abstract Tensor<T> Infer(Tensor<T> row);

    protected Tensor<T> LossOf(Batch<T> batch) => isBinary
        ? Loss.BinaryCrossEntropyWithLogits(Model.Forward(batch.Inputs), batch.Targets)
        : Loss.CrossEntropy(Model.Forward(batch.Inputs), batch.Labels);
}
