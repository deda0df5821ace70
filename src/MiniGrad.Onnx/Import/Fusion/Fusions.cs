using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>The operations that files have in several nodes, found in a graph.</summary>
internal static class Fusions
{
    private static readonly IFusion[] all = [
        new NormalizationFusion(), new GeluFusion(), new SwishFusion(), new DoubleActivationFusion(), new EmbeddingFusion(),
    ];

    /// <summary>All of them by their last nodes; no two share a node.</summary>
    public static Dictionary<NodeProto, FusedNode> Find<T>(IEnumerable<NodeProto> nodes, FusionIndex index)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Dictionary<NodeProto, FusedNode> found = new(ReferenceEqualityComparer.Instance);
        HashSet<NodeProto> taken = new(ReferenceEqualityComparer.Instance);
        foreach (NodeProto node in nodes.Where(FusionIndex.IsWellFormed))
            foreach (IFusion fusion in all)
            {
                if (fusion.Find<T>(node, index) is not { } fused || fused.Others.Append(node).Any(taken.Contains)) continue;
                taken.UnionWith(fused.Others.Append(node));
                found.Add(node, fused);
                break;
            }
        return found;
    }
}
