namespace MiniGrad.Onnx;

/// <summary>a + b.</summary>
internal sealed class Add : ArithmeticOperator
{
    public override string Type => "Add";

    protected override Tensor<T> Compute<T>(Tensor<T> a, Tensor<T> b) => a + b;

    protected override long Compute(long a, long b) => unchecked(a + b);

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is AddOperation<T> && writer.Give(Type, writer.Inputs);
}
