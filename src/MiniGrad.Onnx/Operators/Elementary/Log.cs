namespace MiniGrad.Onnx;

/// <summary>The natural logarithm.</summary>
internal sealed class Log : ElementwiseOperator
{
    public override string Type => "Log";

    protected override Tensor<T> Compute<T>(Tensor<T> x) => x.Log();

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is LogOperation<T> && writer.Give(Type, writer.Inputs);
}
