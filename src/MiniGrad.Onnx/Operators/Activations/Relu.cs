namespace MiniGrad.Onnx;

/// <summary>max(x, 0).</summary>
internal sealed class Relu : ElementwiseOperator
{
    public override string Type => "Relu";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Relu();

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is ReluOperation<T> && writer.Give(Type, writer.Inputs);

    protected override OnnxValue Compute(IntegerValue x) => x.Map(value => Math.Max(0, value));
}
