namespace MiniGrad.Onnx;

/// <summary>One value, in a shape that is given as integers; 0 in single precision where none is named.</summary>
internal sealed class ConstantOfShape : OnnxOperator
{
    public override string Type => "ConstantOfShape";

    // Only what is read when a network runs is bounded by the caller.
    public override double MostElements(OnnxValue?[] inputs) => double.PositiveInfinity;

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        OnnxValue value = node.Tensor("value") ?? new NumberValue<T>(Tensor.Zeros<T>([1]), NumberValue<T>.TypeOfNumbers);
        if (value.Shape.ElementCount != 1) throw node.Bad($"expected one value, got {value}");
        return inputs =>
        {
            IntegerValue sizes = inputs.Integers(0);
            if (sizes.Shape.Rank != 1) throw new ArgumentException($"expected a vector of sizes, got {sizes}.");
            ElementBound.Check(sizes.ToIntegers().Aggregate(1.0, (count, size) => count * size), Type);
            Shape shape = Array.ConvertAll(sizes.ToIntegers(), size => checked((int)size));
            return value is NumberValue<T> number
                ? [new NumberValue<T>(Tensor.Full(shape, number.Tensor.Span[0]), value.ElementType)]
                : [IntegerArithmetic.BroadcastTo(((IntegerValue)value).Reshape(Shape.Scalar), shape)];
        };
    }
}
