namespace MiniGrad.Onnx;

/// <summary>−x.</summary>
internal sealed class Neg : ElementwiseOperator
{
    public override string Type => "Neg";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => -x;

    protected override OnnxValue Compute(IntegerValue x) => x.Map(value => unchecked(-value));
}
