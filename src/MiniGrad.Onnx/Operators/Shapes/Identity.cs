namespace MiniGrad.Onnx;

/// <summary>The input as it is.</summary>
internal sealed class Identity : OnnxOperator
{
    public override string Type => "Identity";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        return inputs => [inputs[0]!];
    }
}
