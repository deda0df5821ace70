namespace MiniGrad.Onnx;

/// <summary>x / √(Σx² / n + ε) · scale over the n elements of the axes from a given one on.</summary>
internal sealed class RMSNormalization : NormalizationOperator
{
    public override string Type => "RMSNormalization";

    public override int Since => 23;

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(2, 2);
        long axis = node.Integer("axis", -1);
        double epsilon = node.Number("epsilon", 1e-5f);
        // The precision of the computation, which is the network's here.
        node.Ignore("stash_type");
        return inputs =>
        {
            Tensor<T> x = inputs.Numbers<T>(0), scale = inputs.Numbers<T>(1);
            int place = Operands.Axis(axis, x.Rank);
            CheckBroadcasts(scale, x);
            Tensor<T> rows = Rows(x, place);
            if (Vector(scale, x, place) is { } factor) return rows.RmsNormalize(factor, epsilon).Reshape(x.Shape).AsNumbers();
            return (rows.RmsNormalize(epsilon: epsilon).Reshape(x.Shape) * scale).AsNumbers();
        };
    }
}
