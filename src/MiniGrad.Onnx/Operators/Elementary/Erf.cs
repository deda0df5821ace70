namespace MiniGrad.Onnx;

/// <summary>The error function.</summary>
internal sealed class Erf : ElementwiseOperator
{
    public override string Type => "Erf";

    public override int Since => 9;

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Erf();

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is ErfOperation<T> && writer.Give(Type, writer.Inputs);
}
