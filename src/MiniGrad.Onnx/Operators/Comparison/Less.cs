namespace MiniGrad.Onnx;

/// <summary>a &lt; b.</summary>
internal sealed class Less : ComparisonOperator
{
    public override string Type => "Less";

    protected override Tensor<T> Compare<T>(Tensor<T> a, Tensor<T> b) => a.Less(b);

    protected override bool Compare(long a, long b) => a < b;

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) => operation switch
    {
        CompareOperation<T, Comparison.Less> => writer.GiveTruths(writer.Node(Type, writer.Inputs)),
        SequenceMaskOperation<T> =>
            writer.GiveTruths(SequenceNodes.Mask(writer, writer.Indices("lengths")!, writer.OutputShape[1])),
        _ => false,
    };
}
