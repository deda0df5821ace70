namespace MiniGrad.Onnx;

/// <summary>−x.</summary>
internal sealed class Neg : ElementwiseOperator
{
    public override string Type => "Neg";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => -x;

    protected override OnnxValue Compute(IntegerValue x) => x.Map(value => unchecked(-value));

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is NegateOperation<T> && writer.Give(Type, writer.Inputs);
}
