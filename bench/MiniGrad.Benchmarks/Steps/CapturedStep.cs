using System.Numerics;
using MiniGrad.Layers;
using MiniGrad.Training;

namespace MiniGrad.Benchmarks.Steps;

/// <summary>A step that is recorded once and replayed.</summary>
internal sealed class CapturedStep<T> : StepRunner<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly TrainingStep<T> step;
    private readonly InferenceStep<T> inference;

    public CapturedStep(Workload workload, Random random) : base(workload, random)
    {
        step = new TrainingStep<T>(Optimizer, LossOf);
        inference = new InferenceStep<T>(Model);
    }

    public override T Step(RandomBatches<T> batches, int turn) => step.Run(batches.At(turn));

    public override Tensor<T> Infer(Tensor<T> row) => inference.Run(row);
}
