namespace MiniGrad.Onnx;

/// <summary>Softmax or its logarithm. Before opset 13 it is that of a matrix, whose rows hold all axes from the given one on.</summary>
internal abstract class SoftmaxOperator : OnnxOperator
{
    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        bool isOfMatrix = node.Opset < 13;
        long axis = node.Integer("axis", isOfMatrix ? 1 : -1);
        return inputs =>
        {
            Tensor<T> x = inputs.Numbers<T>(0);
            int place = Operands.Axis(axis, x.Rank);
            if (!isOfMatrix || place == x.Rank - 1) return Compute(x, place).AsNumbers();
            Shape matrix = Shape.Create(x.Shape.Product(0, place), x.Shape.Product(place, x.Rank));
            return Compute(x.Reshape(matrix), 1).Reshape(x.Shape).AsNumbers();
        };
    }

    protected abstract Tensor<T> Compute<T>(Tensor<T> x, int axis) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
