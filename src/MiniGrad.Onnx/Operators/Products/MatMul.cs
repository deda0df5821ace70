namespace MiniGrad.Onnx;

/// <summary>The product of two matrices, or of batches of them that broadcast.</summary>
internal sealed class MatMul : OnnxOperator
{
    public override string Type => "MatMul";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(2, 2);
        return inputs => inputs.Numbers<T>(0).MatMul(inputs.Numbers<T>(1)).AsNumbers();
    }
}
