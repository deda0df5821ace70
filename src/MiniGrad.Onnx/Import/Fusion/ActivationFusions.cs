using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>x·σ(x), as PyTorch writes it.</summary>
internal sealed class SwishFusion : IFusion
{
    public FusedNode? Find<T>(NodeProto last, FusionIndex index) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (last.OpType != "Mul") return null;
        foreach ((string x, string share) in FusionIndex.Orders(last))
            if (index.Maker(share, "Sigmoid") is { } sigmoid && sigmoid.Input[0] == x)
                return new FusedNode(last, [sigmoid], [x], "Swish", inputs => inputs.Numbers<T>(0).Silu().AsNumbers());
        return null;
    }
}

/// <summary>x·½·(1 + erf(x / √2)), in any order of the factors.</summary>
internal sealed class GeluFusion : IFusion
{
    public FusedNode? Find<T>(NodeProto last, FusionIndex index) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (last.OpType != "Mul") return null;
        foreach ((string first, string second) in FusionIndex.Orders(last))
        {
            // (x · s) · ½ and (½ · x) · s.
            if (index.Number(second) is { } half && half == 0.5 && index.Maker(first, "Mul") is { } inner)
                foreach ((string x, string share) in FusionIndex.Orders(inner))
                    if (Share(x, share, index) is { } nodes) return Made<T>(last, [inner, .. nodes], x);
            if (index.Maker(first, "Mul") is { } scaled)
                foreach ((string x, string factor) in FusionIndex.Orders(scaled))
                    if (index.Number(factor) is 0.5 && Share(x, second, index) is { } nodes) return Made<T>(last, [scaled, .. nodes], x);
            // x · (s · ½).
            if (index.Maker(second, "Mul") is { } halved)
                foreach ((string share, string factor) in FusionIndex.Orders(halved))
                    if (index.Number(factor) is 0.5 && Share(first, share, index) is { } nodes)
                        return Made<T>(last, [halved, .. nodes], first);
        }
        return null;
    }

    /// <summary>The nodes of 1 + erf(x / √2).</summary>
    private static NodeProto[]? Share(string x, string name, FusionIndex index)
    {
        if (index.Maker(name, "Add") is not { } sum) return null;
        foreach ((string one, string erf) in FusionIndex.Orders(sum))
        {
            if (index.Number(one) is not 1.0 || index.Maker(erf, "Erf") is not { } error) continue;
            if (index.Maker(error.Input[0], "Div") is { } quotient && quotient.Input[0] == x
                && index.IsNumber(quotient.Input[1], Math.Sqrt(2))) return [sum, error, quotient];
            if (index.Maker(error.Input[0], "Mul") is { } product)
                foreach ((string factor, string other) in FusionIndex.Orders(product))
                    if (other == x && index.IsNumber(factor, Math.Sqrt(0.5))) return [sum, error, product];
        }
        return null;
    }

    private static FusedNode Made<T>(NodeProto last, NodeProto[] others, string x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new(last, others, [x], "Gelu", inputs => inputs.Numbers<T>(0).Gelu().AsNumbers());
}

/// <summary>The forms in which ELU, SELU and softplus of double precision are written, which ONNX Runtime does not have.</summary>
internal sealed class DoubleActivationFusion : IFusion
{
    public FusedNode? Find<T>(NodeProto last, FusionIndex index) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (typeof(T) != typeof(double)) return null;
        if (last.OpType == "Add" && Softplus(last, index) is { } softplus)
            return new FusedNode(last, softplus.Nodes, [softplus.X], "Softplus", inputs => inputs.Numbers<T>(0).Softplus().AsNumbers());
        if (last.OpType != "Where" || Branches(last, index) is not { } found) return null;
        if (found.Scale == 1)
            return new FusedNode(last, found.Nodes, [found.X], "Elu", inputs => inputs.Numbers<T>(0).Elu(found.Alpha).AsNumbers());
        return DoubleActivations.IsSelu(found.Alpha, found.Scale)
            ? new FusedNode(last, found.Nodes, [found.X], "Selu", inputs => inputs.Numbers<T>(0).Selu().AsNumbers()) : null;
    }

    /// <summary>max(x, 0) + log(1 + exp(−|x|)).</summary>
    private static (string X, NodeProto[] Nodes)? Softplus(NodeProto sum, FusionIndex index)
    {
        if (index.Maker(sum.Input[0], "Max") is not { Input.Count: 2 } positive || index.Number(positive.Input[1]) is not 0.0
            || index.Maker(sum.Input[1], "Log") is not { } log || index.Maker(log.Input[0], "Add") is not { } one
            || index.Number(one.Input[1]) is not 1.0 || index.Maker(one.Input[0], "Exp") is not { } exp
            || index.Maker(exp.Input[0], "Neg") is not { } negative || index.Maker(negative.Input[0], "Abs") is not { } size
            || size.Input[0] != positive.Input[0]) return null;
        return (size.Input[0], [positive, log, one, exp, negative, size]);
    }

    /// <summary>λx where x > 0, else α·(exp(min(x, 0)) − 1).</summary>
    private static (string X, double Scale, double Alpha, NodeProto[] Nodes)? Branches(NodeProto where, FusionIndex index)
    {
        if (where.Input.Count != 3 || index.Maker(where.Input[0], "Greater") is not { } isPositive
            || index.Number(isPositive.Input[1]) is not 0.0
            || index.Maker(where.Input[2], "Mul") is not { } product || index.Number(product.Input[1]) is not { } alpha
            || index.Maker(product.Input[0], "Sub") is not { } less || index.Number(less.Input[1]) is not 1.0
            || index.Maker(less.Input[0], "Exp") is not { } exp || index.Maker(exp.Input[0], "Min") is not { Input.Count: 2 } negative
            || negative.Input[0] != isPositive.Input[0] || index.Number(negative.Input[1]) is not 0.0) return null;
        string x = isPositive.Input[0];
        NodeProto[] nodes = [isPositive, product, less, exp, negative];
        if (where.Input[1] == x) return (x, 1, alpha, nodes);
        return index.Maker(where.Input[1], "Mul") is { } scaled && scaled.Input[0] == x && index.Number(scaled.Input[1]) is { } scale
            ? (x, scale, alpha, [.. nodes, scaled]) : null;
    }
}
