namespace MiniGrad.Onnx;

/// <summary>An operator of any number of inputs that broadcast since opset 8 and have one shape before.</summary>
internal abstract class VariadicOperator : OnnxOperator
{
    public override double MostElements(OnnxValue?[] inputs) =>
        inputs is [{ } a, { } b] && a.Shape == b.Shape ? a.Shape.ElementCount : base.MostElements(inputs);

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1);
        int count = node.InputCount;
        for (int input = 0; input < count; input++)
            if (!node.HasInput(input)) throw node.Bad(Invariant($"expected input {input}, which is left out"));
        node.Ignore("consumed_inputs");
        bool broadcasts = node.Opset >= 8;
        return inputs =>
        {
            if (!broadcasts && Array.Exists(inputs, input => input!.Shape != inputs[0]!.Shape))
                throw new ArgumentException("expected inputs of one shape, which was needed before opset 8.");
            if (inputs[0] is IntegerValue integers)
            {
                for (int i = 1; i < count; i++) integers = IntegerArithmetic.Combine(integers, inputs.Integers(i), Combine);
                return [integers];
            }
            Tensor<T> result = inputs.Numbers<T>(0);
            for (int i = 1; i < count; i++) result = Combine(result, inputs.Numbers<T>(i));
            return Finish(result, count).AsNumbers();
        };
    }

    protected abstract Tensor<T> Combine<T>(Tensor<T> a, Tensor<T> b) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The same of two integers, where the operator is defined for them.</summary>
    protected virtual long Combine(long a, long b) => throw new ArgumentException("expected floating-point numbers, got integers.");

    /// <summary>What becomes of all inputs combined.</summary>
    protected virtual Tensor<T> Finish<T>(Tensor<T> combined, int count) where T : unmanaged, IBinaryFloatingPointIeee754<T> => combined;
}
