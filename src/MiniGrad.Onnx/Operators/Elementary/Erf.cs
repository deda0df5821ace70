namespace MiniGrad.Onnx;

/// <summary>The error function.</summary>
internal sealed class Erf : ElementwiseOperator
{
    public override string Type => "Erf";

    public override int Since => 9;

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Erf();
}
