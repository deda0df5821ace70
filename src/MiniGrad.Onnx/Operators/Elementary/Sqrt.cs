namespace MiniGrad.Onnx;

/// <summary>The square root.</summary>
internal sealed class Sqrt : ElementwiseOperator
{
    public override string Type => "Sqrt";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Sqrt();

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is SqrtOperation<T> && writer.Give(Type, writer.Inputs);
}
