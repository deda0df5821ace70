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
        step = IsBinary
            ? new TrainingStep<T>(Optimizer, batch => LossOf(batch.Inputs, batch.Targets))
            : new TrainingStep<T>(Optimizer, batch => LossOf(batch.Inputs, batch.Labels));
        inference = new InferenceStep<T>(Model);
    }

    public override void Step(RandomBatches<T> batches, int turn)
    {
        Tensor<T> inputs = batches.Inputs(turn);
        if (IsBinary) step.Run(new(inputs, batches.Answers(turn)));
        else step.Run(new(inputs, batches.Labels(turn)));
    }

    public override void Infer(Tensor<T> row) => inference.Run(row);
}
