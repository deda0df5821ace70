namespace MiniGrad.Onnx;

/// <summary>Whether an element is no number.</summary>
internal sealed class IsNaN : OnnxOperator
{
    public override string Type => "IsNaN";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        return inputs => inputs.Numbers<T>(0).NotEqualTo(inputs.Numbers<T>(0)).AsTruths();
    }
}
