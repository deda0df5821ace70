namespace MiniGrad.Onnx;

/// <summary>a·b.</summary>
internal sealed class Mul : ArithmeticOperator
{
    public override string Type => "Mul";

    protected override Tensor<T> Compute<T>(Tensor<T> a, Tensor<T> b) => a * b;

    protected override long Compute(long a, long b) => unchecked(a * b);
}
