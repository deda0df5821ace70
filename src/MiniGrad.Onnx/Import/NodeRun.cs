namespace MiniGrad.Onnx;

/// <summary>Runs nodes.</summary>
internal static class NodeRun
{
    /// <summary>The outputs of a node. What it refuses says which node that was.</summary>
    public static OnnxValue[] Call(PlannedNode node, OnnxValue?[] inputs)
    {
        OnnxValue[] results;
        try
        {
            results = node.Function(inputs);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            string shapes = string.Join(", ", inputs.Select(input => input?.ToString() ?? "none"));
            string option = GraphState.Current.Bound is { IsExceeded: true }
                ? $" {nameof(OnnxImportOptions)} can allow more." : "";
            throw new ArgumentException($"OnnxNetwork: node {node.Description}, given {shapes}: {error.Message}{option}", error);
        }
        return results.Length >= node.Outputs.Length
            ? results : throw new NotSupportedException(Invariant(
                $"node {node.Description}: {node.Outputs.Length} outputs are asked for, of which {results.Length} are supported."));
    }
}
