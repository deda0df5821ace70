namespace MiniGrad.Onnx;

/// <summary>|x|.</summary>
internal sealed class Abs : ElementwiseOperator
{
    public override string Type => "Abs";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Abs();

    protected override OnnxValue Compute(IntegerValue x) => x.Map(value => value < 0 ? unchecked(-value) : value);

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is AbsOperation<T> && writer.Give(Type, writer.Inputs);
}
