namespace MiniGrad.Onnx;

/// <summary>eˣ.</summary>
internal sealed class Exp : ElementwiseOperator
{
    public override string Type => "Exp";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Exp();

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is ExpOperation<T> && writer.Give(Type, writer.Inputs);
}
