namespace MiniGrad.Onnx;

/// <summary>The parts at given places along an axis.</summary>
internal sealed class Gather : OnnxOperator
{
    public override string Type => "Gather";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(2, 2);
        long axis = node.Integer("axis", 0);
        return inputs =>
        {
            Shape shape = inputs[0]!.Shape;
            int place = Operands.Axis(axis, shape.Rank);
            IntegerValue indices = inputs.Integers(1);
            if (inputs[0] is IntegerValue integers)
            {
                IntegerValue parts = IntegerArrangement.Take(integers, place, Places(indices, shape[place]).Span);
                return [parts.Reshape((int[])[.. shape.Take(place), .. indices.Shape, .. shape.Skip(place + 1)])];
            }
            return [new NumberValue<T>(Rows(inputs[0]!.ToTensor<T>(), place, Places(indices, shape[place])), inputs[0]!.ElementType)];
        };
    }

    /// <summary>Indices from the front. Those that change from one replay of a captured step to the next cannot be looked at.</summary>
    private static IndexTensor Places(IntegerValue indices, int size)
    {
        if (indices.IsCaptured) return indices.ToIndices();
        long[] values = indices.ToIntegers();
        foreach (long value in values)
            if (value < -size || value >= size)
                throw new ArgumentException(Invariant($"expected indices from {-size} to {size - 1}, got {value}."));
        if (!Array.Exists(values, value => value < 0)) return indices.ToIndices();
        return IndexTensor.Create(Array.ConvertAll(values, value => (int)(value < 0 ? value + size : value)), indices.Shape);
    }

    private static Tensor<T> Rows<T>(Tensor<T> x, int axis, IndexTensor places) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (axis == 0) return x.GatherRows(places);
        int count = places.Shape.Rank;
        IEnumerable<int> all = Enumerable.Range(0, x.Rank);
        Tensor<T> rows = x.Permute([axis, .. all.Where(other => other != axis)]).GatherRows(places);
        return rows.Permute(
            [.. Enumerable.Range(count, axis), .. Enumerable.Range(0, count), .. Enumerable.Range(count + axis, x.Rank - 1 - axis)]);
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) => operation switch
    {
        GatherNumberedRowsOperation<T> => writer.Give(Type, [writer.Input(0), writer.Integral(writer.Input(1))]),
        GatherRowsOperation<T> => writer.Give(Type, [writer.Input(0), writer.Indices("indices")!]),
        TokenRowsOperation<T> => writer.Give(SequenceNodes.Tokens(writer, writer.Input(0))),
        _ => false,
    };
}
