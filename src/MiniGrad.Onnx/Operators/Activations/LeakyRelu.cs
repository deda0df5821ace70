namespace MiniGrad.Onnx;

/// <summary>x where x > 0, else α·x.</summary>
internal sealed class LeakyRelu : OnnxOperator
{
    public override string Type => "LeakyRelu";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        node.Ignore("consumed_inputs");
        double alpha = node.Number("alpha", 0.01f);
        return inputs => inputs.Numbers<T>(0).LeakyRelu(alpha).AsNumbers();
    }
}
