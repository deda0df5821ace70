namespace MiniGrad.Onnx;

/// <summary>The sum of the inputs.</summary>
internal sealed class Sum : VariadicOperator
{
    public override string Type => "Sum";

    protected override Tensor<T> Combine<T>(Tensor<T> a, Tensor<T> b) => a + b;

    protected override long Combine(long a, long b) => unchecked(a + b);
}
