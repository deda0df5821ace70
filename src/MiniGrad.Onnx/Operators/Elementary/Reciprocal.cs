namespace MiniGrad.Onnx;

/// <summary>1 / x.</summary>
internal sealed class Reciprocal : ElementwiseOperator
{
    public override string Type => "Reciprocal";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => T.One / x;
}
