using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>Several nodes that are one operation: the last of them, those before, and what they compute from some values.</summary>
/// <param name="Last">The node whose output is the operation's.</param>
/// <param name="Others">The nodes that are left out.</param>
/// <param name="Inputs">The names of the values that go in.</param>
/// <param name="Type">The operation's name.</param>
/// <param name="Function">What it computes.</param>
internal sealed record FusedNode(NodeProto Last, NodeProto[] Others, string[] Inputs, string Type, NodeFunction Function);

/// <summary>Recognizes an operation that a file has in several nodes.</summary>
internal interface IFusion
{
    /// <summary>The operation whose last node this is, or null.</summary>
    FusedNode? Find<T>(NodeProto last, FusionIndex index) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}
