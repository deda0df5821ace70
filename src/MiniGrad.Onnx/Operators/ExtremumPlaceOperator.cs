namespace MiniGrad.Onnx;

/// <summary>An operator that finds the place of the largest or the smallest element along an axis; that of a NaN if there is one.</summary>
internal abstract class ExtremumPlaceOperator(bool isLargest) : OnnxOperator
{
    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        long axis = node.Integer("axis", 0);
        bool keepsAxis = node.Flag("keepdims", true), isLast = node.Opset >= 12 && node.Flag("select_last_index");
        return inputs =>
        {
            int place = Operands.Axis(axis, inputs[0]!.Shape.Rank);
            AxisSet set = new(Type, inputs[0]!.Shape, [place], keepsAxis);
            long[] places = inputs[0] is IntegerValue integers
                ? Places(integers.Values, integers.Shape, place, isLast)
                : Places(inputs.Numbers<T>(0).Span, inputs[0]!.Shape, place, isLast);
            return [new IntegerValue(places, set.OutputShape, OnnxElementType.Int64)];
        };
    }

    private long[] Places<TNumber>(ReadOnlySpan<TNumber> values, Shape shape, int axis, bool isLast) where TNumber : INumber<TNumber>
    {
        int count = shape[axis], inner = shape.Product(axis + 1, shape.Rank), lanes = shape.Product(0, axis) * inner;
        if (count == 0 && lanes != 0) throw new ArgumentException(Invariant($"axis {axis} of {shape} has no elements."));
        long[] best = new long[lanes];
        for (int lane = 0; lane < best.Length; lane++)
        {
            int start = lane / inner * count * inner + lane % inner;
            for (int i = 1; i < count; i++)
            {
                TNumber value = values[start + i * inner], chosen = values[start + (int)best[lane] * inner];
                bool isBetter = isLargest ? value > chosen : value < chosen, isEqual = value == chosen;
                if (TNumber.IsNaN(value)) (isBetter, isEqual) = (!TNumber.IsNaN(chosen), TNumber.IsNaN(chosen));
                if (isBetter || (isEqual && isLast)) best[lane] = i;
            }
        }
        return best;
    }
}
