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
        if (writer.Setting<IndexTensor?>("lengths") is not null)
            throw writer.Refused("its sequences have lengths, which are constants here and belong to one batch only");
        bool isTimeFirst = writer.Setting<bool>("time first");
        int steps = writer.Setting<int>("steps");
        string x = writer.Input(0);
        // Behind the steps there may be states.
        if (!isTimeFirst) x = writer.Node("Slice", [x, writer.Integers(0), writer.Integers(steps), writer.Integers(0)]);
        if (writer.Setting<bool>("reversal"))
            x = writer.Node("Slice",
                [x, writer.Integers(-1), writer.Integers(long.MinValue), writer.Integers(isTimeFirst ? 1 : 0), writer.Integers(-1)]);
        return writer.Give("Transpose", [x], ("perm", (long[])[1, 0, 2]));
    }
}
