namespace MiniGrad.Onnx;

/// <summary>γ·x where x > 0, else γ·α·(eˣ − 1).</summary>
internal sealed class Selu : OnnxOperator
{
    // Single precision of the constants that normalize, for which these stand.
    private const float UsualAlpha = 1.6732632f, UsualGamma = 1.0507010f;

    public override string Type => "Selu";

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        node.Ignore("consumed_inputs");
        double alpha = node.Number("alpha", node.Opset < 6 ? 1.6732f : UsualAlpha);
        double gamma = node.Number("gamma", node.Opset < 6 ? 1.0507f : UsualGamma);
        if (alpha == UsualAlpha && gamma == UsualGamma) return inputs => inputs.Numbers<T>(0).Selu().AsNumbers();
        return inputs => (inputs.Numbers<T>(0).Elu(alpha) * T.CreateTruncating(gamma)).AsNumbers();
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) => operation is SeluOperation<T>
        && (typeof(T) == typeof(double) ? writer.Give(writer.Selu()) : writer.Give(Type, writer.Inputs));
}
