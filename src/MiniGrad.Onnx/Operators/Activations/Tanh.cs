namespace MiniGrad.Onnx;

/// <summary>The hyperbolic tangent.</summary>
internal sealed class Tanh : ElementwiseOperator
{
    public override string Type => "Tanh";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Tanh();

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is TanhOperation<T> && writer.Give(Type, writer.Inputs);
}
