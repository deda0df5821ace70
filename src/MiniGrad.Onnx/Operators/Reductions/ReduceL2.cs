namespace MiniGrad.Onnx;

/// <summary>√Σ x² along axes.</summary>
internal sealed class ReduceL2 : ReductionOperator
{
    public override string Type => "ReduceL2";

    protected override Tensor<T> Reduce<T>(Tensor<T> x, int[] axes, bool keepsAxes) => x.Norm(axes, keepsAxes);

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is NormOperation<T> && writer.GiveReduced(Type, writer.Setting<int[]>("axes"));
}
