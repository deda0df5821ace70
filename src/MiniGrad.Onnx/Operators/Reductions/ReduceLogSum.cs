namespace MiniGrad.Onnx;

/// <summary>log Σ x along axes.</summary>
internal sealed class ReduceLogSum : ReductionOperator
{
    public override string Type => "ReduceLogSum";

    protected override Tensor<T> Reduce<T>(Tensor<T> x, int[] axes, bool keepsAxes) => x.Sum(axes, keepsAxes).Log();
}
