namespace MiniGrad.Onnx;

/// <summary>The input repeated so that its shape and the given one broadcast.</summary>
internal sealed class Expand : OnnxOperator
{
    public override string Type => "Expand";

    public override int Since => 8;

    public override double MostElements(OnnxValue?[] inputs) =>
        base.MostElements(inputs) * Product(inputs.Integers(1).ToIntegers());

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(2, 2);
        return inputs =>
        {
            IntegerValue sizes = inputs.Integers(1);
            if (sizes.Shape.Rank != 1) throw new ArgumentException($"expected a vector of sizes, got {sizes}.");
            ElementBound.Check(Product(sizes.ToIntegers()), Type);
            Shape shape = Array.ConvertAll(sizes.ToIntegers(), size => checked((int)size));
            return [Arrangement.BroadcastTo<T>(inputs[0]!, Shape.Broadcast(inputs[0]!.Shape, shape))];
        };
    }

    /// <summary>An axis without elements counts as one with one: others may be as long as they want.</summary>
    private static double Product(long[] sizes) => sizes.Aggregate(1.0, (count, size) => count * Math.Max(1.0, size));

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is BroadcastToOperation<T> && writer.Give(Type, [writer.Input(0), writer.Shape(writer.OutputShape)]);
}
