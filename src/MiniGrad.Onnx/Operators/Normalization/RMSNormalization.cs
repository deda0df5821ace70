using MiniGrad.Kernels;

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

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer)
    {
        if (operation is not NormalizeOperation<T>
            || writer.Setting<NormalizationKind>("normalisation") != NormalizationKind.RowsAroundZero) return false;
        double epsilon = writer.Number("epsilon");
        string[] inputs = writer.Inputs;
        if (writer.Opset >= 23 && NodeWriter<T>.IsSingle(epsilon) && (inputs.Length > 1 || !writer.ShapeOf(0)[^1].Grows))
        {
            string ones = inputs.Length > 1 ? inputs[1] : writer.Constant(Tensor.Ones<T>([operation.Input(0).Shape[-1]]));
            return writer.Give(Type, [inputs[0], ones], ("axis", -1L), ("epsilon", epsilon));
        }
        string square = writer.Mean(writer.Node("Mul", [inputs[0], inputs[0]]));
        string normal = writer.Node("Div", [inputs[0], writer.Node("Sqrt", [writer.Node("Add", [square, writer.Number(epsilon)])])]);
        return writer.Give(inputs.Length == 1 ? normal : writer.Node("Mul", [normal, inputs[1]]));
    }
}
