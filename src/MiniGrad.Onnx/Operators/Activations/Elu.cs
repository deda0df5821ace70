namespace MiniGrad.Onnx;

/// <summary>x where x > 0, else α·(eˣ − 1).</summary>
internal sealed class Elu : OnnxOperator
{
    public override string Type => "Elu";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        node.Ignore("consumed_inputs");
        double alpha = node.Number("alpha", 1);
        return inputs => inputs.Numbers<T>(0).Elu(alpha).AsNumbers();
    }
}
