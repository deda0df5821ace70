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

    /// <summary>The outputs of a node, or null where on the way to them there would be more elements than may be: inputs without any can
    /// make many.</summary>
    public static OnnxValue[]? Compute(PlannedNode node, OnnxValue?[] inputs)
    {
        using GraphRegion region = Inference.Begin();
        GraphState state = GraphState.Current;
        ElementBound? outer = state.Bound;
        ElementBound bound = state.Bound = new(MostWork, MostWork);
        try
        {
            return NodeRun.Call(node, inputs);
        }
        catch (ArgumentException) when (bound.IsExceeded)
        {
            return null;
        }
        finally
        {
            state.Bound = outer;
        }
    }

    /// <summary>Counts what was computed.</summary>
    /// <returns>Whether it may be kept.</returns>
    public bool Keeps(OnnxValue[] results) => (elements += results.Sum(result => (long)result.Shape.ElementCount)) <= MostElements;
}
