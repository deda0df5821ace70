namespace MiniGrad.Onnx;

/// <summary>a ≤ b.</summary>
internal sealed class LessOrEqual : ComparisonOperator
{
    public override string Type => "LessOrEqual";

    public override int Since => 12;

    protected override Tensor<T> Compare<T>(Tensor<T> a, Tensor<T> b) => a.LessOrEqual(b);

    protected override bool Compare(long a, long b) => a <= b;

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is CompareOperation<T, Comparison.LessOrEqual> && writer.GiveTruths(writer.Node(Type, writer.Inputs));
}
