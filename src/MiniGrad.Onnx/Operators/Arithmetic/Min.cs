namespace MiniGrad.Onnx;

/// <summary>The smallest of each element of the inputs.</summary>
internal sealed class Min : VariadicOperator
{
    public override string Type => "Min";

    protected override Tensor<T> Combine<T>(Tensor<T> a, Tensor<T> b) => Tensor.Minimum(a, b);

    protected override long Combine(long a, long b) => Math.Min(a, b);

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is ChoiceOperation<T, MinimumOperator<T>> && writer.Give(Type, writer.Inputs);
}
