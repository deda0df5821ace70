namespace MiniGrad.Onnx;

/// <summary>a / b; of integers the quotient without its fraction.</summary>
internal sealed class Div : ArithmeticOperator
{
    public override string Type => "Div";

    protected override Tensor<T> Compute<T>(Tensor<T> a, Tensor<T> b) => a / b;

    protected override long Compute(long a, long b) =>
        b == 0 ? throw new ArgumentException("an integer is divided by 0.") : b == -1 ? unchecked(-a) : a / b;

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is DivideOperation<T> && writer.Give(Type, writer.Inputs);
}
