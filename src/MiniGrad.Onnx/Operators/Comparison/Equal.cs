namespace MiniGrad.Onnx;

/// <summary>a = b, of truths as well.</summary>
internal sealed class Equal : ComparisonOperator
{
    public override string Type => "Equal";

    protected override OnnxValue Compute<T>(OnnxValue?[] inputs) => inputs[0]!.ElementType == OnnxElementType.Bool
        ? Compare(inputs.Truths<T>(0), inputs.Truths<T>(1)).AsTruths()[0] : base.Compute<T>(inputs);

    protected override Tensor<T> Compare<T>(Tensor<T> a, Tensor<T> b) => a.EqualTo(b);

    protected override bool Compare(long a, long b) => a == b;

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is CompareOperation<T, Comparison.Equal> && writer.GiveTruths(writer.Node(Type, writer.Inputs));
}
