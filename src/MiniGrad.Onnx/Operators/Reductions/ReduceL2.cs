namespace MiniGrad.Onnx;

/// <summary>√Σ x² along axes.</summary>
internal sealed class ReduceL2 : ReductionOperator
{
    public override string Type => "ReduceL2";

    protected override Tensor<T> Reduce<T>(Tensor<T> x, int[] axes, bool keepsAxes) => x.Norm(axes, keepsAxes);
}
