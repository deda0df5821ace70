using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Layer normalization and root mean square normalization along the last axis, written in elementary operators: (x − μ) / √(σ² +
/// ε) and x / √(Σx² / n + ε), both with a factor and the first with a summand for each feature where they follow.</summary>
internal sealed class NormalizationFusion : IFusion
{
    public FusedNode? Find<T>(NodeProto last, FusionIndex index) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        NodeProto? sum = null, product = null;
        (string? scale, string? shift) = (null, null);
        foreach (NodeProto quotient in Quotients(last, index))
        {
            if (quotient != last && last.OpType == "Add") sum = last;
            (string X, double Epsilon, bool IsCentred, NodeProto[] Nodes)? normal = Normal(quotient, index);
            if (normal is not { } found) continue;
            if (quotient != last)
            {
                product = sum is null ? last : index.User(quotient.Output[0], "Mul")!.Value.Node;
                scale = index.User(quotient.Output[0], "Mul")!.Value.Other;
                if (sum is not null) shift = index.User(product.Output[0], "Add")!.Value.Other;
                if (sum is not null && !found.IsCentred) continue;
            }
            // The longest form is the one that ends last.
            if (product is null && index.User(quotient.Output[0], "Mul") is not null) return null;
            if (found.IsCentred && product is not null && sum is null && index.User(product.Output[0], "Add") is not null) return null;
            NodeProto[] others = [.. found.Nodes, .. new[] { quotient, product, sum }.OfType<NodeProto>().Where(node => node != last)];
            string[] names = [found.X, .. new[] { scale, shift }.OfType<string>()];
            double epsilon = found.Epsilon;
            return new FusedNode(last, others, names, found.IsCentred ? "LayerNormalization" : "RMSNormalization", found.IsCentred
                ? inputs => Centred<T>(inputs, epsilon).AsNumbers() : inputs => AroundZero<T>(inputs, epsilon).AsNumbers());
        }
        return null;
    }

    private static Tensor<T> Centred<T>(OnnxValue?[] inputs, double epsilon) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> x = inputs.Numbers<T>(0);
        Tensor<T>? scale = inputs.Length > 1 ? inputs.Numbers<T>(1) : null, shift = inputs.Length > 2 ? inputs.Numbers<T>(2) : null;
        if (IsOfFeatures(scale, x) && IsOfFeatures(shift, x)) return x.LayerNormalize(scale, shift, epsilon);
        Tensor<T> normal = x.LayerNormalize(epsilon: epsilon);
        if (scale is not null) normal *= scale;
        return shift is null ? normal : normal + shift;
    }

    private static Tensor<T> AroundZero<T>(OnnxValue?[] inputs, double epsilon) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Tensor<T> x = inputs.Numbers<T>(0);
        Tensor<T>? scale = inputs.Length > 1 ? inputs.Numbers<T>(1) : null;
        return IsOfFeatures(scale, x) ? x.RmsNormalize(scale, epsilon) : x.RmsNormalize(epsilon: epsilon) * scale!;
    }

    private static bool IsOfFeatures<T>(Tensor<T>? values, Tensor<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        values is null || (values.Rank == 1 && values.Shape[0] == x.Shape[-1]);

    /// <summary>The quotients that a node may be the end of: itself, what it multiplies, or what it adds to a product of.</summary>
    private static IEnumerable<NodeProto> Quotients(NodeProto last, FusionIndex index)
    {
        if (last.OpType == "Div") yield return last;
        if (last.OpType == "Mul")
            foreach ((string name, _) in FusionIndex.Orders(last))
                if (index.Maker(name, "Div") is { } quotient) yield return quotient;
        if (last.OpType != "Add") yield break;
        foreach ((string name, _) in FusionIndex.Orders(last))
            if (index.Maker(name, "Mul") is { } product)
                foreach ((string inner, _) in FusionIndex.Orders(product))
                    if (index.Maker(inner, "Div") is { } quotient) yield return quotient;
    }

    private static (string X, double Epsilon, bool IsCentred, NodeProto[] Nodes)? Normal(NodeProto quotient, FusionIndex index)
    {
        if (index.Maker(quotient.Input[1], "Sqrt") is not { } root || index.Maker(root.Input[0], "Add") is not { } sum) return null;
        foreach ((string mean, string added) in FusionIndex.Orders(sum))
        {
            if (index.Number(added) is not { } epsilon || !(epsilon > 0) || index.Averaged(mean, out NodeProto? average) is not { } squares
                || index.Squared(squares, out NodeProto? square) is not { } x || x != quotient.Input[0]) continue;
            NodeProto[] nodes = [root, sum, average!, square!];
            // The deviation is divided and squared; as Mul takes it twice, it is used three times then.
            int useCount = square!.OpType == "Mul" ? 3 : 2;
            if (index.Maker(x, "Sub", useCount) is { } deviation
                && index.Averaged(deviation.Input[1], out NodeProto? centre) == deviation.Input[0])
                return (deviation.Input[0], epsilon, true, [.. nodes, deviation, centre!]);
            return (x, epsilon, false, nodes);
        }
        return null;
    }
}
