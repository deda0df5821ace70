using MiniGrad.Kernels;

namespace MiniGrad.Onnx;

/// <summary>(x − μ) / √(σ² + ε) · scale + shift with the mean and the variance over the axes from a given one on. Further outputs are μ and
/// 1 / √(σ² + ε).</summary>
internal sealed class LayerNormalization : NormalizationOperator
{
    public override string Type => "LayerNormalization";

    public override int Since => 17;

    public override NodeFunction Import<T>(NodeReader node)
    {
        node.CheckInputs(2, 3);
        long axis = node.Integer("axis", -1);
        double epsilon = node.Number("epsilon", 1e-5f);
        // The precision of the computation, which is the network's here.
        node.Ignore("stash_type");
        bool hasShift = node.HasInput(2), hasStatistics = node.HasOutput(1) || node.HasOutput(2);
        return inputs =>
        {
            Tensor<T> x = inputs.Numbers<T>(0), scale = inputs.Numbers<T>(1);
            Tensor<T>? shift = hasShift ? inputs.Numbers<T>(2) : null;
            int place = Operands.Axis(axis, x.Rank);
            OnnxValue y = Compute(x, place, scale, shift, epsilon).AsNumbers()[0];
            if (!hasStatistics) return [y];
            int[] axes = [.. Enumerable.Range(place, x.Rank - place)];
            Tensor<T> deviation = (x.Variance(axes, keepDimensions: true, correction: 0) + T.CreateTruncating(epsilon)).Sqrt();
            return [y, x.Mean(axes, keepDimensions: true).AsNumbers()[0], (T.One / deviation).AsNumbers()[0]];
        };
    }

    private static Tensor<T> Compute<T>(Tensor<T> x, int axis, Tensor<T> scale, Tensor<T>? shift, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        CheckBroadcasts(scale, x);
        CheckBroadcasts(shift, x);
        Tensor<T>? factor = Vector(scale, x, axis), added = Vector(shift, x, axis);
        if (factor is not null && (shift is null || added is not null))
            return Rows(x, axis).LayerNormalize(factor, added, epsilon).Reshape(x.Shape);
        Tensor<T> scaled = Rows(x, axis).LayerNormalize(epsilon: epsilon).Reshape(x.Shape) * scale;
        return shift is null ? scaled : scaled + shift;
    }

    public override bool TryExport<T>(Operation<T> operation, NodeWriter<T> writer)
    {
        if (operation is not NormalizeOperation<T> || writer.Setting<NormalizationKind>("normalisation") != NormalizationKind.Rows)
            return false;
        double epsilon = writer.Number("epsilon");
        string[] inputs = writer.Inputs;
        bool hasScale = inputs.Length > 1, canHaveScale = hasScale || !writer.ShapeOf(0)[^1].Grows;
        string scale = hasScale ? inputs[1] : writer.Constant(Tensor.Ones<T>([operation.Input(0).Shape[-1]]));
        if (writer.Opset >= 17 && NodeWriter<T>.IsSingle(epsilon) && canHaveScale)
            return writer.Give(Type, [inputs[0], scale, .. inputs.Skip(2)], ("axis", -1L), ("epsilon", epsilon));
        string deviation = writer.Node("Sub", [inputs[0], writer.Mean(inputs[0])]);
        string variance = writer.Mean(writer.Node("Mul", [deviation, deviation]));
        string root = writer.Node("Sqrt", [writer.Node("Add", [variance, writer.Number(epsilon)])]);
        string normal = writer.Node("Div", [deviation, root]);
        if (inputs.Length == 1) return writer.Give(normal);
        string scaled = writer.Node("Mul", [normal, scale]);
        return writer.Give(inputs.Length == 2 ? scaled : writer.Node("Add", [scaled, inputs[2]]));
    }
}
