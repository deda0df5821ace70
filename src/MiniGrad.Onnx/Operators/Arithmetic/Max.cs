namespace MiniGrad.Onnx;

/// <summary>The largest of each element of the inputs.</summary>
internal sealed class Max : VariadicOperator
{
    public override string Type => "Max";

    protected override Tensor<T> Combine<T>(Tensor<T> a, Tensor<T> b) => Tensor.Maximum(a, b);

    protected override long Combine(long a, long b) => Math.Max(a, b);

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is ChoiceOperation<T, MaximumOperator<T>> && writer.Give(Type, writer.Inputs);
}
