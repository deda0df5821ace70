namespace MiniGrad.Onnx;

/// <summary>log(1 + eˣ).</summary>
internal sealed class Softplus : ElementwiseOperator
{
    public override string Type => "Softplus";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Softplus();

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) => operation is SoftplusOperation<T>
        && (typeof(T) == typeof(double) ? writer.Give(writer.Softplus()) : writer.Give(Type, writer.Inputs));
}
