namespace MiniGrad.Onnx;

/// <summary>a > b.</summary>
internal sealed class Greater : ComparisonOperator
{
    public override string Type => "Greater";

    protected override Tensor<T> Compare<T>(Tensor<T> a, Tensor<T> b) => a.Greater(b);

    protected override bool Compare(long a, long b) => a > b;

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is CompareOperation<T, Comparison.Greater> && writer.GiveTruths(writer.Node(Type, writer.Inputs));
}
