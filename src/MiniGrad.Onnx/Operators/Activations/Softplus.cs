namespace MiniGrad.Onnx;

/// <summary>log(1 + eˣ).</summary>
internal sealed class Softplus : ElementwiseOperator
{
    public override string Type => "Softplus";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Softplus();
}
