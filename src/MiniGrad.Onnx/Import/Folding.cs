using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Which nodes may be computed when a network is read, as all that goes into them is known: what comes of it must neither fill the
/// memory nor take long, whatever the file asks for.</summary>
internal sealed class Folding
{
    private const long MostElements = 1 << 18, MostWork = 1 << 21;

    private long elements, work;

    /// <summary>Whether a node may be computed now, for the outputs that its inputs can have at most. Each that may is counted.</summary>
    public bool Allows(NodeProto node, OnnxValue?[] inputs)
    {
        double outputs = OperatorTable.Find(node.OpType)!.MostElements(inputs);
        double cost = outputs + inputs.Sum(input => (double)(input?.Shape.ElementCount ?? 0)) + 1;
        if (outputs > MostElements || work + cost > MostWork) return false;
        work += (long)cost;
        return elements < MostElements;
    }

    /// <summary>Counts what was computed.</summary>
    /// <returns>Whether it may be kept.</returns>
    public bool Keeps(OnnxValue[] results) => (elements += results.Sum(result => (long)result.Shape.ElementCount)) <= MostElements;

    /// <summary>A bound for the number of elements that a node gives.</summary>
    private static double MostOf(NodeProto node, IReadOnlyList<OnnxValue?> inputs)
    {
        // Each element of an input meets each of another at most once.
        double most = 1;
        foreach (OnnxValue? input in inputs) most *= Math.Max(1, input?.Shape.ElementCount ?? 1);
        switch (node.OpType)
        {
            case "Concat":
                return inputs.Sum(input => (double)(input?.Shape.ElementCount ?? 0));
            case "Expand" when inputs is [{ } x, IntegerValue sizes]:
                return sizes.ToIntegers().Aggregate((double)Math.Max(1, x.Shape.ElementCount), (product, size) => product * Math.Max(1.0,
                    size));
            case "Pad" when inputs is [{ } x, IntegerValue counts, ..]:
                return counts.ToIntegers().Aggregate(
                    x.Shape.Aggregate(1.0, (product, size) => product * Math.Max(1, size)), (product, count) =>
                        product * (1 + Math.Abs((double)count)));
            case "Pad" or "Expand":
                return double.PositiveInfinity;
            default:
                return OperatorTable.Find(node.OpType) is PairOperator or VariadicOperator && inputs is [{ } a, { } b] && a.Shape == b.Shape
                    ? a.Shape.ElementCount : most;
        }
    }
}
