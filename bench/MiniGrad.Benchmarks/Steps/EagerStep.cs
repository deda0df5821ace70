using System.Numerics;

namespace MiniGrad.Benchmarks.Steps;

/// <summary>Every operation computed and recorded as it is called, as in a loop that a user writes out.</summary>
internal sealed class EagerStep<T>(Workload workload, Random random) : StepRunner<T>(workload, random)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override T Step(RandomBatches<T> batches, int turn)
    {
        Tensor<T> loss = LossOf(batches.At(turn));
        loss.Backward();
        Optimizer.Step();
        Optimizer.ZeroGradients();
        return loss.ToScalar();
    }

    public override Tensor<T> Infer(Tensor<T> row) => Model.Predict(row);
}
