namespace MiniGrad.Onnx;

/// <summary>An operator that computes each element of its output from one of its only input, and has no attributes.</summary>
internal abstract class ElementwiseOperator : OnnxOperator
{
    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        // Something for the memory of runtimes of long ago.
        node.Ignore("consumed_inputs");
        return inputs => inputs[0] is IntegerValue integers ? [Compute(integers)] : Compute(inputs.Numbers<T>(0)).AsNumbers();
    }

    protected abstract Tensor<T> Compute<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    /// <summary>The same of integers, where the operator is defined for them.</summary>
    protected virtual OnnxValue Compute(IntegerValue x) =>
        throw new ArgumentException($"expected floating-point numbers as input 0, got {x}.");
}
