namespace MiniGrad.Onnx;

/// <summary>eˣⁱ / Σⱼ eˣʲ along an axis.</summary>
internal sealed class Softmax : SoftmaxOperator
{
    public override string Type => "Softmax";

    protected override Tensor<T> Compute<T>(Tensor<T> x, int axis) => x.Softmax(axis);

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is SoftmaxOperation<T> && writer.Give(Type, writer.Inputs, ("axis", -1L));
}
