namespace MiniGrad.Onnx;

/// <summary>The square root.</summary>
internal sealed class Sqrt : ElementwiseOperator
{
    public override string Type => "Sqrt";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Sqrt();
}
