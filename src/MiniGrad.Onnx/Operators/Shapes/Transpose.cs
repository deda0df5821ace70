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

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) => operation is PermuteOperation<T>
        && writer.Give(Type, writer.Inputs, ("perm", Array.ConvertAll(writer.Setting<int[]>("axes"), axis => (long)axis)));
}
