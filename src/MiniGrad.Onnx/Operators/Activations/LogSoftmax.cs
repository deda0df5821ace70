namespace MiniGrad.Onnx;

/// <summary>xᵢ − log Σⱼ eˣʲ along an axis.</summary>
internal sealed class LogSoftmax : SoftmaxOperator
{
    public override string Type => "LogSoftmax";

    protected override Tensor<T> Compute<T>(Tensor<T> x, int axis) => x.LogSoftmax(axis);
}
