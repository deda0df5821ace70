namespace MiniGrad.Onnx;

/// <summary>eˣⁱ / Σⱼ eˣʲ along an axis.</summary>
internal sealed class Softmax : SoftmaxOperator
{
    public override string Type => "Softmax";

    protected override Tensor<T> Compute<T>(Tensor<T> x, int axis) => x.Softmax(axis);
}
