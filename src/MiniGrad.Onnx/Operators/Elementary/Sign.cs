namespace MiniGrad.Onnx;

/// <summary>−1, 0 or 1.</summary>
internal sealed class Sign : ElementwiseOperator
{
    public override string Type => "Sign";

    public override int Since => 9;

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Sign();

    protected override OnnxValue Compute(IntegerValue x) => x.Map(value => Math.Sign(value));

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is SignOperation<T> && writer.Give(Type, writer.Inputs);
}
