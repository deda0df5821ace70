namespace MiniGrad.Onnx;

/// <summary>A matrix, whose rows hold the axes from a given one on.</summary>
internal sealed class Flatten : OnnxOperator
{
    public override string Type => "Flatten";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        long axis = node.Integer("axis", 1);
        return inputs =>
        {
            Shape shape = inputs[0]!.Shape;
            // That behind the last one makes rows of one element.
            int place = axis == shape.Rank ? shape.Rank : Operands.Axis(axis, shape.Rank);
            return [Arrangement.Reshape<T>(inputs[0]!, Shape.Create(shape.Product(0, place), shape.Product(place, shape.Rank)))];
        };
    }
}
