namespace MiniGrad.Onnx;

/// <summary>a ≥ b.</summary>
internal sealed class GreaterOrEqual : ComparisonOperator
{
    public override string Type => "GreaterOrEqual";

    public override int Since => 12;

    protected override Tensor<T> Compare<T>(Tensor<T> a, Tensor<T> b) => a.GreaterOrEqual(b);

    protected override bool Compare(long a, long b) => a >= b;

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is CompareOperation<T, Comparison.GreaterOrEqual> && writer.GiveTruths(writer.Node(Type, writer.Inputs));
}
