namespace MiniGrad.Onnx;

/// <summary>Parts that follow each other along an axis: of given lengths, or as equal as they can be.</summary>
internal sealed class Split : OnnxOperator
{
    public override string Type => "Split";

    // Lengths could be an input before.
    public override int Since => 2;

    public override NodeFunction Import<T>(NodeReader node)
    {
        bool areInput = node.Opset >= 13, isInput = areInput && node.HasInput(1);
        node.CheckInputs(1, areInput ? 2 : 1);
        long axis = node.Integer("axis", 0);
        long[]? attribute = areInput ? null : node.Integers("split");
        int count = node.OutputCount;
        if (count == 0) throw node.Bad("expected outputs, got none");
        if (node.Opset >= 18 && node.Has("num_outputs"))
        {
            if (isInput) throw node.Bad("expected lengths or 'num_outputs', got both");
            if (node.Integer("num_outputs") != count)
                throw node.Bad(Invariant($"expected 'num_outputs' to be the number of outputs, {count}"));
        }
        bool mayDiffer = node.Opset >= 18;
        return inputs =>
        {
            int place = Operands.Axis(axis, inputs[0]!.Shape.Rank);
            long[] lengths = (isInput ? inputs.Integers(1).ToIntegers() : attribute) ?? Equal(inputs[0]!.Shape[place], count, mayDiffer);
            return Parts<T>(inputs[0]!, place, lengths, count);
        };
    }

    private static OnnxValue[] Parts<T>(OnnxValue x, int axis, long[] lengths, int count)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool areLengths = lengths.Length == count && Array.TrueForAll(lengths, length => length is >= 0 and <= int.MaxValue);
        if (!areLengths || lengths.Sum() != x.Shape[axis])
            throw new ArgumentException(
                Invariant($"expected {count} lengths that add up to {x.Shape[axis]}, got {string.Join(", ", lengths)}."));
        OnnxValue[] parts = new OnnxValue[count];
        for (int i = 0, start = 0; i < count; start += (int)lengths[i], i++)
            parts[i] = Arrangement.Slice<T>(x, axis, start, (int)lengths[i]);
        return parts;
    }

    /// <summary>All of one length but the last, which is shorter if there is not enough for it.</summary>
    private static long[] Equal(int size, int count, bool mayDiffer)
    {
        if (size % count != 0 && !mayDiffer) throw new ArgumentException(Invariant($"{size} cannot be split into {count} equal parts."));
        int length = (size + count - 1) / count, last = size - length * (count - 1);
        if (last < 0) throw new ArgumentException(Invariant($"{size} cannot be split into {count} parts of {length} but the last."));
        return [.. Enumerable.Repeat((long)length, count - 1), last];
    }
}
