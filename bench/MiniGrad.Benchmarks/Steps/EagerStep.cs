using System.Numerics;

namespace MiniGrad.Benchmarks.Steps;

/// <summary>Every operation computed and recorded as it is called, as in a loop that a user writes out.</summary>
internal sealed class EagerStep<T>(Workload workload, Random random) : StepRunner<T>(workload, random)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Step(RandomBatches<T> batches, int turn)
    {
        LossOf(batches.At(turn)).Backward();
        Optimizer.Step();
        Optimizer.ZeroGradients();
    }

    public override void Infer(Tensor<T> row) => Model.Predict(row);
}
