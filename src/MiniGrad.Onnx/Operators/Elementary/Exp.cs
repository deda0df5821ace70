namespace MiniGrad.Onnx;

/// <summary>eˣ.</summary>
internal sealed class Exp : ElementwiseOperator
{
    public override string Type => "Exp";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Exp();
}
