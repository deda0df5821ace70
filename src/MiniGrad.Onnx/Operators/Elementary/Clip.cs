namespace MiniGrad.Onnx;

/// <summary>Elements moved between two bounds, either of which may be left out; the upper one where they are out of order.</summary>
internal sealed class Clip : OnnxOperator
{
    public override string Type => "Clip";

    public override bool IsSetting(int input) => input > 0;

    public override NodeFunction Import<T>(NodeReader node)
    {
        if (node.Opset < 11)
        {
            node.CheckInputs(1, 1);
            node.Ignore("consumed_inputs");
            Tensor<T>? least = Bound("min"), most = Bound("max");
            return inputs => Compute(inputs.Numbers<T>(0), least, most).AsNumbers();
        }
        node.CheckInputs(1, 3);
        bool hasLow = node.HasInput(1), hasHigh = node.HasInput(2);
        return inputs =>
        {
            if (inputs[0] is IntegerValue integers)
            {
                if (hasLow) integers = IntegerArithmetic.Combine(integers, Single(inputs.Integers(1)), Math.Max);
                if (hasHigh) integers = IntegerArithmetic.Combine(integers, Single(inputs.Integers(2)), Math.Min);
                return [integers];
            }
            Tensor<T>? low = hasLow ? Single(inputs.Numbers<T>(1)) : null, high = hasHigh ? Single(inputs.Numbers<T>(2)) : null;
            return Compute(inputs.Numbers<T>(0), low, high).AsNumbers();
        };

        Tensor<T>? Bound(string name) => node.Has(name) ? (Tensor<T>)T.CreateTruncating(node.Number(name)) : null;
    }

    private static Tensor<T> Compute<T>(Tensor<T> x, Tensor<T>? low, Tensor<T>? high) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (low is not null && high is not null && low.IsConstant() && high.IsConstant() && low.ToScalar() <= high.ToScalar())
            return x.Clamp(low.ToScalar(), high.ToScalar());
        if (low is not null) x = Tensor.Maximum(x, low);
        return high is null ? x : Tensor.Minimum(x, high);
    }

    private static Tensor<T> Single<T>(Tensor<T> bound) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        bound.ElementCount == 1 ? bound.Reshape(Shape.Scalar) : throw NotSingle(bound.Shape);

    private static IntegerValue Single(IntegerValue bound) =>
        bound.Shape.ElementCount == 1 ? bound.Reshape(Shape.Scalar) : throw NotSingle(bound.Shape);

    private static ArgumentException NotSingle(Shape shape) => new($"expected single numbers as bounds, got {shape}.");

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) => operation is ClampOperation<T> && writer.Give(
        Type, [writer.Input(0), writer.Number(writer.Setting<T>("low")), writer.Number(writer.Setting<T>("high"))]);
}
