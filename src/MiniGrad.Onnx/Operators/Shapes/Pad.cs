namespace MiniGrad.Onnx;

/// <summary>The input with more elements before and after it along its axes: one value, its own ones mirrored, repeated or begun again.
/// Fewer where a number of them is negative.</summary>
internal sealed class Pad : OnnxOperator
{
    public override string Type => "Pad";

    // Counts had another name before.
    public override int Since => 2;

    public override bool IsSetting(int input) => input == 2;

    public override double MostElements(OnnxValue?[] inputs) => inputs.Length < 2 ? double.PositiveInfinity
        : base.MostElements(inputs) * inputs.Integers(1).ToIntegers().Aggregate(1.0, (count, more) => count * (1 + Math.Abs((double)more)));

    public override NodeFunction Import<T>(NodeReader node)
    {
        string mode = node.Text("mode", "constant");
        if (mode is not ("constant" or "reflect" or "edge") && !(mode == "wrap" && node.Opset >= 19))
            throw node.Bad($"expected 'constant', 'reflect', 'edge' or, since opset 19, 'wrap' for 'mode', got '{mode}'");
        if (node.Opset < 11)
        {
            node.CheckInputs(1, 1);
            long[] pads = node.Integers("pads") ?? throw node.Bad("expected the attribute 'pads'");
            NumberValue<T> filling = new(T.CreateTruncating(node.Number("value", 0)), NumberValue<T>.TypeOfNumbers);
            return inputs => [Compute<T>(inputs[0]!, pads, null, mode, filling)];
        }
        node.CheckInputs(2, node.Opset >= 18 ? 4 : 3);
        bool hasFilling = node.HasInput(2), hasAxes = node.HasInput(3);
        return inputs =>
        [
            Compute<T>(
                inputs[0]!, inputs.Integers(1).ToIntegers(), hasAxes ? inputs.Integers(3).ToIntegers() : null, mode,
                hasFilling ? inputs[2] : null),
        ];
    }

    private static OnnxValue Compute<T>(OnnxValue x, long[] pads, long[]? axes, string mode, OnnxValue? filling)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int[] places = Operands.Axes(axes ?? [.. Enumerable.Range(0, x.Shape.Rank)], x.Shape.Rank);
        if (pads.Length != 2 * places.Length)
            throw new ArgumentException(Invariant($"expected {2 * places.Length} counts in 'pads', got {pads.Length}."));
        double elements = x.Shape.Aggregate(1.0, (count, size) => count * Math.Max(1, size));
        for (int i = 0; i < places.Length; i++)
        {
            double size = x.Shape[places[i]], padded = size + Math.Max(0.0, pads[i]) + Math.Max(0.0, pads[places.Length + i]);
            ElementBound.Check(elements *= Math.Max(1, padded) / Math.Max(1, size), "Pad");
        }
        (int Axis, int Before, int After)[] counts =
            [.. places.Select((axis, i) => (axis, checked((int)pads[i]), checked((int)pads[places.Length + i])))];
        if (mode == "constant") return Constant<T>(x, counts, filling);
        foreach ((int axis, int before, int after) in counts) x = Arrangement.Take<T>(x, axis, Places(x.Shape[axis], before, after, mode));
        return x;
    }

    private static OnnxValue Constant<T>(OnnxValue x, (int Axis, int Before, int After)[] counts, OnnxValue? filling)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (filling is not null && (filling.ElementType != x.ElementType || filling.Shape.ElementCount != 1))
            throw new ArgumentException($"expected a single value of type {x.ElementType} to fill with, got {filling}.");
        foreach ((int axis, int before, int after) in counts)
        {
            int start = Math.Max(0, -before), length = x.Shape[axis] - start - Math.Max(0, -after);
            if (length < 0) throw new ArgumentException(Invariant($"more is cut off axis {axis} of {x.Shape} than there is."));
            if (length < x.Shape[axis]) x = Arrangement.Slice<T>(x, axis, start, length);
        }
        if (x is IntegerValue integers)
        {
            long value = (filling as IntegerValue)?.Values[0] ?? 0;
            foreach ((int axis, int before, int after) in counts)
            {
                int[] places =
                [
                    .. Enumerable.Repeat(IntegerArrangement.Filled, Math.Max(0, before)), .. Enumerable.Range(0, integers.Shape[axis]),
                    .. Enumerable.Repeat(IntegerArrangement.Filled, Math.Max(0, after)),
                ];
                integers = IntegerArrangement.Take(integers, axis, places, value);
            }
            return integers;
        }
        Tensor<T> tensor = x.ToTensor<T>(), padded = Padded(tensor, counts);
        Tensor<T>? given = filling?.ToTensor<T>().Reshape(Shape.Scalar);
        if (given is not null && !(given.IsConstant() && given.ToScalar() == T.Zero))
            padded = Tensor.Where(Padded(Tensor.Ones<T>(tensor.Shape), counts), padded, given);
        return new NumberValue<T>(padded, x.ElementType);
    }

    private static Tensor<T> Padded<T>(Tensor<T> x, (int Axis, int Before, int After)[] counts)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        foreach ((int axis, int before, int after) in counts) x = x.Pad(axis, Math.Max(0, before), Math.Max(0, after));
        return x;
    }

    private static int[] Places(int size, int before, int after, string mode)
    {
        if (before < 0 || after < 0)
            throw new ArgumentException(Invariant($"expected counts of at least 0 with mode '{mode}', got {before} and {after}."));
        if (size == 0 && before + after > 0) throw new ArgumentException($"there is nothing to fill with in mode '{mode}'.");
        int[] places = new int[checked(before + size + after)];
        int period = mode == "reflect" ? Math.Max(1, 2 * (size - 1)) : size;
        for (int i = 0; i < places.Length; i++)
        {
            int place = i - before;
            if (mode == "edge") place = Math.Clamp(place, 0, size - 1);
            else place = (place % period + period) % period;
            places[i] = place < size ? place : period - place;
        }
        return places;
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer)
    {
        if (operation is not PadOperation<T>) return false;
        int axis = writer.Setting<int>("axis"), rank = operation.Input(0).Rank;
        long[] zeros = new long[2 * rank];
        (zeros[axis], zeros[rank + axis]) = (writer.Setting<int>("zeros before"), writer.Setting<int>("zeros after"));
        return writer.Give(Type, [writer.Input(0), writer.Integers(zeros)]);
    }
}
