namespace MiniGrad.Onnx;

/// <summary>1 / (1 + e⁻ˣ).</summary>
internal sealed class Sigmoid : ElementwiseOperator
{
    public override string Type => "Sigmoid";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Sigmoid();

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is SigmoidOperation<T> && writer.Give(Type, writer.Inputs);
}
