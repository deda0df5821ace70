namespace MiniGrad.Onnx;

/// <summary>a·b.</summary>
internal sealed class Mul : ArithmeticOperator
{
    public override string Type => "Mul";

    protected override Tensor<T> Compute<T>(Tensor<T> a, Tensor<T> b) => a * b;

    protected override long Compute(long a, long b) => unchecked(a * b);

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) => operation switch
    {
        MultiplyOperation<T> => writer.Give(Type, writer.Inputs),
        SquareOperation<T> => writer.Give(Type, [writer.Input(0), writer.Input(0)]),
        _ => false,
    };
}
