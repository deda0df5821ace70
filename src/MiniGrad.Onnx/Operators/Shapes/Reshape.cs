namespace MiniGrad.Onnx;

/// <summary>The same elements under another shape, in which one size may be left to find out, and sizes may be those of the
/// input.</summary>
internal sealed class Reshape : OnnxOperator
{
    public override string Type => "Reshape";

    // The shape was an attribute before.
    public override int Since => 5;

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(2, 2);
        bool allowsZero = node.Opset >= 14 && node.Flag("allowzero");
        return inputs =>
        {
            IntegerValue sizes = inputs.Integers(1);
            if (sizes.Shape.Rank != 1) throw new ArgumentException($"expected a vector of sizes, got {sizes}.");
            return [Arrangement.Reshape<T>(inputs[0]!, Resolve(inputs[0]!.Shape, sizes.Values, allowsZero))];
        };
    }

    private static Shape Resolve(Shape shape, ReadOnlySpan<long> sizes, bool allowsZero)
    {
        int[] resolved = new int[sizes.Length];
        int open = -1;
        // What a size that is copied stands for cancels out, which matters where it is 0.
        long inside = 1, outside = 1;
        for (int axis = 0; axis < sizes.Length; axis++)
        {
            bool isCopied = sizes[axis] == 0 && !allowsZero;
            if (sizes[axis] < -1 || (sizes[axis] == -1 && open >= 0) || (isCopied && axis >= shape.Rank)) throw Bad(shape, sizes);
            if (sizes[axis] == -1) open = axis;
            else resolved[axis] = isCopied ? shape[axis] : checked((int)sizes[axis]);
            if (!isCopied && sizes[axis] != -1) outside = checked(outside * sizes[axis]);
            if (!isCopied && axis < shape.Rank) inside *= shape[axis];
        }
        for (int axis = sizes.Length; axis < shape.Rank; axis++) inside *= shape[axis];
        if (open >= 0)
        {
            if (outside == 0 || inside % outside != 0) throw Bad(shape, sizes);
            resolved[open] = checked((int)(inside / outside));
        }
        Shape result = Shape.Create(resolved);
        return result.ElementCount == shape.ElementCount ? result : throw Bad(shape, sizes);
    }

    private static ArgumentException Bad(Shape shape, ReadOnlySpan<long> sizes) =>
        new($"expected sizes for the {shape.ElementCount} elements of {shape}, got [{string.Join(", ", sizes.ToArray())}].");

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer)
    {
        if (operation is not ReshapeOperation<T>) return false;
        Extent[] shape = writer.OutputShape;
        // One axis may be left to be computed.
        if (shape.Count(size => size.Grows) == 1 && !shape.Any(size => size is { Grows: false, Factor: 0 }))
            return writer.Give(Type, [writer.Input(0), writer.Integers([.. shape.Select(size => size.Grows ? -1L : size.Factor)])]);
        // A size of 0 is one.
        return writer.Opset >= 14 ? writer.Give(Type, [writer.Input(0), writer.Shape(shape)], ("allowzero", 1L))
            : writer.Give(Type, [writer.Input(0), writer.Shape(shape)]);
    }
}
