namespace MiniGrad.Onnx;

/// <summary>xᵢ − log Σⱼ eˣʲ along an axis.</summary>
internal sealed class LogSoftmax : SoftmaxOperator
{
    public override string Type => "LogSoftmax";

    protected override Tensor<T> Compute<T>(Tensor<T> x, int axis) => x.LogSoftmax(axis);

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is LogSoftmaxOperation<T> && writer.Give(Type, writer.Inputs, ("axis", -1L));
}
