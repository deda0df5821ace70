using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>What a graph must keep to before it is turned into functions.</summary>
internal static class GraphChecks
{
    /// <summary>Throws if something is not supported, or names do not fit together.</summary>
    /// <exception cref="InvalidDataException">A name is defined twice or never.</exception>
    /// <exception cref="NotSupportedException">The graph needs what is not supported; the message lists all of it.</exception>
    public static void Check(OnnxModel model)
    {
        string[] problems = [.. Unsupported(model.Graph, model.Opset)];
        if (problems.Length > 0) throw new NotSupportedException($"it needs what is not supported: {string.Join("; ", problems)}.");
        CheckNames(model.Graph);
    }

    /// <summary>Whatever the graph needs that is not supported, each once.</summary>
    public static IEnumerable<string> Unsupported(GraphProto graph, int opset)
    {
        if (graph.SparseInitializer.Count > 0) yield return "sparse tensors";
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Node)
            if (Problem(node, opset) is { } problem && seen.Add(problem)) yield return problem;
        foreach (TensorProto tensor in graph.Initializer)
        {
            OnnxElementType type = (OnnxElementType)tensor.DataType;
            if (!IsRead(type) && seen.Add($"{type}")) yield return $"tensors of type {type}, such as '{tensor.Name}'";
        }
        foreach (ValueInfoProto value in graph.Input.Concat(graph.Output))
        {
            if (value.Type is not null && value.Type.TensorType is null && seen.Add($"no tensor {value.Name}"))
                yield return $"'{value.Name}', which is no tensor";
            OnnxElementType type = (OnnxElementType)(value.Type?.TensorType?.ElemType ?? 0);
            if (!IsRead(type) && type != OnnxElementType.Undefined && seen.Add($"{type}"))
                yield return $"tensors of type {type}, such as '{value.Name}'";
        }
    }

    private static string? Problem(NodeProto node, int opset)
    {
        string example = node.Name.Length > 0 ? $" (such as '{node.Name}')" : "";
        if (!OnnxModel.IsOwn(node)) return $"operators of '{node.Domain}' such as {node.OpType}";
        if (node.Attribute.FirstOrDefault(attribute => attribute.G is not null) is { } inner)
            return $"{node.OpType}, whose '{inner.Name}' is a graph of its own{example}";
        if (OperatorTable.Find(node.OpType) is not { } known) return $"the operator {node.OpType}{example}";
        return opset < known.Since ? Invariant($"{node.OpType} before opset {known.Since}, here {opset}{example}") : null;
    }

    private static bool IsRead(OnnxElementType type) => type is OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Int32
        or OnnxElementType.Int64 or OnnxElementType.Bool or OnnxElementType.Float16 or OnnxElementType.BFloat16;

    private static void CheckNames(GraphProto graph)
    {
        HashSet<string> defined = new(StringComparer.Ordinal);
        foreach (TensorProto tensor in graph.Initializer) Define(tensor.Name, "an initializer");
        HashSet<string> initialized = [.. defined];
        // In files of IR version 3 each initializer is an input as well.
        foreach (ValueInfoProto input in graph.Input)
            if (!initialized.Remove(input.Name)) Define(input.Name, "an input");
        foreach (NodeProto node in graph.Node)
            foreach (string output in node.Output)
                if (output.Length > 0) Define(output, $"an output of node {NodeReader.Describe(node)}");
        foreach (NodeProto node in graph.Node)
            foreach (string input in node.Input)
                if (input.Length > 0 && !defined.Contains(input))
                    throw new InvalidDataException($"node {NodeReader.Describe(node)} needs '{input}', which nothing gives.");
        if (graph.Output.Count == 0) throw new InvalidDataException("the network has no outputs.");
        foreach (ValueInfoProto output in graph.Output)
            if (!defined.Contains(output.Name)) throw new InvalidDataException($"nothing gives the output '{output.Name}'.");

        void Define(string name, string what)
        {
            if (name.Length == 0) throw new InvalidDataException($"{what} has no name.");
            if (!defined.Add(name)) throw new InvalidDataException($"'{name}' is defined twice, the second time as {what}.");
        }
    }
}
