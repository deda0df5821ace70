namespace MiniGrad.Onnx;

/// <summary>x·σ(α·x).</summary>
internal sealed class Swish : OnnxOperator
{
    public override string Type => "Swish";

    public override int Since => 24;

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(1, 1);
        double alpha = node.Number("alpha", 1);
        return inputs => Compute(inputs.Numbers<T>(0), alpha).AsNumbers();
    }

    private static Tensor<T> Compute<T>(Tensor<T> x, double alpha) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        alpha == 1 ? x.Silu() : x * (x * T.CreateTruncating(alpha)).Sigmoid();

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer) =>
        operation is SiluOperation<T> && writer.Give("Mul", [writer.Input(0), writer.Node("Sigmoid", writer.Inputs)]);
}
