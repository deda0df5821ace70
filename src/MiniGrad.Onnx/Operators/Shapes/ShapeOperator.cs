namespace MiniGrad.Onnx;

/// <summary>The sizes along the axes, or along some of them.</summary>
internal sealed class ShapeOperator : OnnxOperator
{
    public override string Type => "Shape";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        long start = node.Opset >= 15 ? node.Integer("start", 0) : 0;
        long end = node.Opset >= 15 ? node.Integer("end", long.MaxValue) : long.MaxValue;
        return inputs =>
        {
            Shape shape = inputs[0]!.Shape;
            int first = Place(start, shape.Rank), last = Place(end, shape.Rank);
            long[] sizes = first < last ? Array.ConvertAll(shape.ToArray()[first..last], size => (long)size) : [];
            return [new IntegerValue(sizes, Shape.Create(sizes.Length), OnnxElementType.Int64)];
        };
    }

    private static int Place(long axis, int rank) => (int)Math.Clamp(axis < 0 ? axis + rank : axis, 0, rank);
}
