namespace MiniGrad.Onnx;

/// <summary>The axes in another order; in the opposite one where none is given.</summary>
internal sealed class Transpose : OnnxOperator
{
    public override string Type => "Transpose";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        long[]? order = node.Integers("perm");
        return inputs =>
        {
            int rank = inputs[0]!.Shape.Rank;
            if (order is not null && order.Length != rank)
                throw new ArgumentException(Invariant($"expected {rank} axes in 'perm', got {order.Length}."));
            int[] axes = order is null ? [.. Enumerable.Range(0, rank).Reverse()] : Operands.Axes(order, rank);
            return [Arrangement.Permute<T>(inputs[0]!, axes)];
        };
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) => operation switch
    {
        PermuteOperation<T> =>
            writer.Give(Type, writer.Inputs, ("perm", Array.ConvertAll(writer.Setting<int[]>("axes"), axis => (long)axis))),
        SequenceOrderOperation<T> => GiveOrdered(writer),
        _ => false,
    };

    /// <summary>Sequences with the time first from those with the batch first, or the other way round; in reverse on request.</summary>
    private static bool GiveOrdered<T>(NodeWriter<T> writer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isTimeFirst = writer.Setting<bool>("time first"), isReversed = writer.Setting<bool>("reversal");
        int behind = writer.Setting<int>("states behind the steps");
        if (isTimeFirst && behind > 0) throw writer.Refused("it is a derivative, with states behind the steps");
        string x = writer.Input(0);
        if (isTimeFirst) return writer.Give(SequenceNodes.TimeFirst(writer, x, writer.ShapeOf(0)[1], isReversed));
        if (behind > 0) x = writer.Node("Slice", [x, writer.Integers(0), writer.Integers(-behind), writer.Integers(0)]);
        return writer.Give(SequenceNodes.BatchFirst(writer, x, writer.OutputShape[1], isReversed));
    }
}
