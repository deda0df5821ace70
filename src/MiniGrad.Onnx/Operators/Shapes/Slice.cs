namespace MiniGrad.Onnx;

/// <summary>Parts along axes, from a start to before an end, with steps that may go backwards. They are attributes before opset 10,
/// without steps, and inputs since.</summary>
internal sealed class Slice : OnnxOperator
{
    public override string Type => "Slice";

    public override NodeFunction Import<T>(NodeReader node)
    {
        if (node.Opset < 10)
        {
            node.CheckInputs(1, 1);
            long[] starts = node.Integers("starts") ?? throw node.Bad("expected the attribute 'starts'");
            long[] ends = node.Integers("ends") ?? throw node.Bad("expected the attribute 'ends'");
            long[]? axes = node.Integers("axes");
            return inputs => [Compute<T>(inputs[0]!, starts, ends, axes, null)];
        }
        node.CheckInputs(3, 5);
        bool hasAxes = node.HasInput(3), hasSteps = node.HasInput(4);
        return inputs =>
        [
            Compute<T>(
                inputs[0]!, inputs.Integers(1).ToIntegers(), inputs.Integers(2).ToIntegers(),
                hasAxes ? inputs.Integers(3).ToIntegers() : null, hasSteps ? inputs.Integers(4).ToIntegers() : null),
        ];
    }

    private static OnnxValue Compute<T>(OnnxValue x, long[] starts, long[] ends, long[]? axes, long[]? steps)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int count = starts.Length;
        if (ends.Length != count || (axes is not null && axes.Length != count) || (steps is not null && steps.Length != count))
            throw new ArgumentException(Invariant($"expected as many ends, axes and steps as starts, which are {count}."));
        int[] places = Operands.Axes(axes ?? [.. Enumerable.Range(0, count)], x.Shape.Rank);
        for (int i = 0; i < count; i++)
            x = Arrangement.Take<T>(x, places[i], Places(starts[i], ends[i], steps?[i] ?? 1, x.Shape[places[i]]));
        return x;
    }

    private static int[] Places(long start, long end, long step, int size)
    {
        if (step == 0) throw new ArgumentException("expected a step, got 0.");
        // Backwards the end may lie before the first element.
        (int least, int most) = step > 0 ? (0, size) : (-1, size - 1);
        start = Math.Clamp(start < 0 ? start + size : start, least, most);
        end = Math.Clamp(end < 0 ? end + size : end, least, most);
        ElementBound.Check(Math.Max(0, Math.Ceiling((end - start) / (double)step)), "Slice");
        List<int> places = [];
        for (Int128 place = start; step > 0 ? place < end : place > end; place += step) places.Add((int)place);
        return [.. places];
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer)
    {
        if (operation is not SliceOperation<T>) return false;
        int axis = writer.Setting<int>("axis");
        Same<int> start = writer.Sizes("start"), end = start.With(writer.Sizes("length"), (first, length) => first + length);
        Same<int> size = writer.Shapes(0).Select(shape => shape[axis]);
        return writer.Give(Type, [writer.Input(0), Place(start, "start"), Place(end, "length"), writer.Integers(axis)]);

        // The same place from the front, or from the end, or a size of the inputs.
        string Place(Same<int> place, string setting)
        {
            if (place.IsConstant) return writer.Integers(place.One);
            if (place == size) return writer.Integers(long.MaxValue);
            Same<int> fromEnd = place.With(size, (one, whole) => one - whole);
            if (fromEnd.IsConstant) return writer.Integers(fromEnd.One);
            return writer.Find(place) is { } extent ? writer.Shape([extent]) : throw writer.Varying(setting);
        }
    }
}
