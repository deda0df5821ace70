namespace MiniGrad.Onnx;

/// <summary>The hyperbolic tangent.</summary>
internal sealed class Tanh : ElementwiseOperator
{
    public override string Type => "Tanh";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Tanh();
}
