namespace MiniGrad.Onnx;

/// <summary>x·Φ(x), Φ the distribution function of the standard normal distribution, or its approximation with tanh.</summary>
internal sealed class Gelu : OnnxOperator
{
    public override string Type => "Gelu";

    public override int Since => 20;

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        return node.Text("approximate", "none") switch
        {
            "none" => inputs => inputs.Numbers<T>(0).Gelu().AsNumbers(),
            "tanh" => inputs => Approximate(inputs.Numbers<T>(0)).AsNumbers(),
            string other => throw node.Bad($"expected 'none' or 'tanh' for 'approximate', got '{other}'"),
        };
    }

    /// <summary>½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).</summary>
    private static Tensor<T> Approximate<T>(Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> cubic = x * (x.Square() * T.CreateTruncating(0.044715) + T.One);
        return x * ((cubic * T.CreateTruncating(Math.Sqrt(2 / Math.PI))).Tanh() + T.One) * T.CreateTruncating(0.5);
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer)
    {
        if (operation is not GeluOperation<T>) return false;
        if (writer.Opset >= 20) return writer.Give(Type, writer.Inputs);
        string x = writer.Input(0), scaled = writer.Node("Div", [x, writer.Number(Math.Sqrt(2))]);
        string share = writer.Node("Add", [writer.Node("Erf", [scaled]), writer.Number(1)]);
        return writer.Give("Mul", [writer.Node("Mul", [x, share]), writer.Number(0.5)]);
    }
}
