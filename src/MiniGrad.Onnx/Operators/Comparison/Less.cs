namespace MiniGrad.Onnx;

/// <summary>a &lt; b.</summary>
internal sealed class Less : ComparisonOperator
{
    public override string Type => "Less";

    protected override OnnxValue Compute<T>(OnnxValue?[] inputs) =>
        // The steps before lengths that change from one replay of a captured step to the next.
        inputs[0] is IntegerValue { IsCaptured: false, Shape.Rank: 1 } steps && inputs[1] is IntegerValue { IsCaptured: true } lengths
            && lengths.Shape == [lengths.Shape.ElementCount, 1] && AreCounted(steps.Values)
            ? Tensor.SequenceMask<T>(lengths.Reshape([lengths.Shape.ElementCount]).ToIndices(), steps.Shape[0]).AsTruths()[0]
            : base.Compute<T>(inputs);

    protected override Tensor<T> Compare<T>(Tensor<T> a, Tensor<T> b) => a.Less(b);

    protected override bool Compare(long a, long b) => a < b;

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) => operation switch
    {
        CompareOperation<T, Comparison.Less> => writer.GiveTruths(writer.Node(Type, writer.Inputs)),
        SequenceMaskOperation<T> =>
            writer.GiveTruths(SequenceNodes.Mask(writer, writer.Indices("lengths")!, writer.OutputShape[1])),
        _ => false,
    };

    private static bool AreCounted(ReadOnlySpan<long> values)
    {
        for (int i = 0; i < values.Length; i++)
            if (values[i] != i) return false;
        return true;
    }
}
