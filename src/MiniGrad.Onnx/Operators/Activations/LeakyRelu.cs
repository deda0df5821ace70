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

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer)
    {
        if (operation is not LeakyReluOperation<T>) return false;
        double slope = writer.Number("slope");
        if (NodeWriter<T>.IsSingle(slope)) return writer.Give(Type, writer.Inputs, ("alpha", slope));
        string x = writer.Input(0), isPositive = writer.Node("Greater", [x, writer.Number(0)]);
        return writer.Give("Where", [isPositive, x, writer.Node("Mul", [x, writer.Number(slope)])]);
    }
}
