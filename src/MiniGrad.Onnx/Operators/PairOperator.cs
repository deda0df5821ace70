namespace MiniGrad.Onnx;

/// <summary>An operator of two inputs that broadcast: since opset 7 by NumPy's rules, before that only on request and the second to the
/// first.</summary>
internal abstract class PairOperator : OnnxOperator
{
    public override double MostElements(OnnxValue?[] inputs) =>
        inputs is [{ } a, { } b] && a.Shape == b.Shape ? a.Shape.ElementCount : base.MostElements(inputs);

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(2, 2);
        if (node.Opset >= 7) return inputs => [Compute<T>(inputs)];
        node.Ignore("consumed_inputs");
        bool broadcasts = node.Flag("broadcast");
        long? axis = node.Has("axis") ? node.Integer("axis") : null;
        return inputs => [Compute<T>([inputs[0], broadcasts ? Aligned<T>(inputs[0]!, inputs[1]!, axis) : OfSameShape(inputs)])];
    }

    protected abstract OnnxValue Compute<T>(OnnxValue?[] inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    private static OnnxValue? OfSameShape(OnnxValue?[] inputs) => inputs[0]!.Shape == inputs[1]!.Shape
        ? inputs[1] : throw new ArgumentException("expected two inputs of one shape, as the node does not ask for broadcasting.");

    /// <summary>The second input with axes of size 1 behind its own, so that those lie at the given place among the first one's.</summary>
    private static OnnxValue Aligned<T>(OnnxValue a, OnnxValue b, long? axis) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (b.Shape.ElementCount == 1) return Arrangement.Reshape<T>(b, Shape.Scalar);
        int rank = a.Shape.Rank, place = axis is { } given ? Operands.Axis(given, rank) : rank - b.Shape.Rank;
        Shape aligned = (int[])[.. b.Shape, .. Enumerable.Repeat(1, Math.Max(0, rank - place - b.Shape.Rank))];
        if (place < 0 || place + b.Shape.Rank > rank || !aligned.BroadcastsTo(a.Shape))
            throw new ArgumentException(Invariant($"expected input 1 to broadcast to input 0 from its axis {place} on."));
        return Arrangement.Reshape<T>(b, aligned);
    }
}
