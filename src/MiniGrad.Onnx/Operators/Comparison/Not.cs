namespace MiniGrad.Onnx;

/// <summary>Whether it is false.</summary>
internal sealed class Not : OnnxOperator
{
    public override string Type => "Not";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        return inputs => (T.One - inputs.Truths<T>(0)).AsTruths();
    }
}
