using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>What a graph must keep to before it is turned into functions.</summary>
internal static class GraphChecks
{
    /// <summary>Throws if something is not supported, or names do not fit together.</summary>
    /// <exception cref="InvalidDataException">A name is defined twice or never.</exception>
    /// <exception cref="NotSupportedException">The model needs what is not supported; the message lists all of it.</exception>
    public static void Check(OnnxModel model)
    {
        string[] problems = [.. OnnxModel.VersionProblems(model.File), .. Unsupported(model.Graph, model.Opset, namesPlaces: true)];
        if (problems.Length > 0) throw new NotSupportedException($"it needs what is not supported: {string.Join("; ", problems)}.");
        CheckNames(model.Graph);
    }

    /// <summary>Whatever the graph needs that is not supported, each once, and where it does first.</summary>
    public static IEnumerable<string> Unsupported(GraphProto graph, long opset, bool namesPlaces = false)
    {
        if (graph.SparseInitializer.Count > 0) yield return "sparse tensors";
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (NodeProto node in graph.Node)
            if (Problem(node, opset) is { } problem && seen.Add(problem)) yield return $"{problem}{Place(NodeReader.Describe(node))}";
        foreach (TensorProto tensor in graph.Initializer)
        {
            OnnxElementType type = (OnnxElementType)tensor.DataType;
            if (!IsRead(type) && seen.Add($"{type}")) yield return $"tensors of type {type}{Place($"initializer '{tensor.Name}'")}";
        }
        foreach (ValueInfoProto value in graph.Input.Concat(graph.Output))
        {
            if (value.Type is not null && value.Type.TensorType is null && seen.Add($"no tensor {value.Name}"))
                yield return $"'{value.Name}', which is no tensor";
            OnnxElementType type = (OnnxElementType)(value.Type?.TensorType?.ElemType ?? 0);
            if (!IsRead(type) && type != OnnxElementType.Undefined && seen.Add($"{type}"))
                yield return $"tensors of type {type}{Place($"'{value.Name}'")}";
        }

        string Place(string place) => namesPlaces ? $" ({place})" : "";
    }

    private static string? Problem(NodeProto node, long opset)
    {
        if (!OnnxModel.IsOwn(node)) return $"the operator {node.Domain}.{node.OpType}";
        if (node.Attribute.Count > 0 && node.Attribute.FirstOrDefault(attribute => attribute.G is not null) is { } inner)
            return $"{node.OpType}, whose '{inner.Name}' is a graph of its own";
        if (OperatorTable.Find(node.OpType) is not { } known) return $"the operator {node.OpType}";
        return opset < known.Since ? Invariant($"{node.OpType} before opset {known.Since}, here {opset}") : null;
    }

    private static bool IsRead(OnnxElementType type) => type is OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Int32
        or OnnxElementType.Int64 or OnnxElementType.Bool or OnnxElementType.Float16 or OnnxElementType.BFloat16;

    private static void CheckNames(GraphProto graph)
    {
        HashSet<string> defined = new(OnnxModel.ValueCount(graph), StringComparer.Ordinal);
        foreach (TensorProto tensor in graph.Initializer) Define(tensor.Name, "an initializer");
        HashSet<string> initialized = [.. defined];
        // In files of IR version 3 each initializer is an input as well.
        foreach (ValueInfoProto input in graph.Input)
            if (!initialized.Remove(input.Name)) Define(input.Name, "an input");
        foreach (NodeProto node in graph.Node)
        {
            if (node.Output.Count == 0) throw new InvalidDataException($"node {NodeReader.Describe(node)} has no outputs.");
            for (int i = 0; i < node.Output.Count; i++)
                if (node.Output[i].Length > 0) Define(node.Output[i], "an output of node", node);
        }
        foreach (NodeProto node in graph.Node)
            for (int i = 0; i < node.Input.Count; i++)
                if (node.Input[i].Length > 0 && !defined.Contains(node.Input[i]))
                    throw new InvalidDataException($"node {NodeReader.Describe(node)} needs '{node.Input[i]}', which nothing gives.");
        if (graph.Output.Count == 0) throw new InvalidDataException("the network has no outputs.");
        HashSet<string> given = new(StringComparer.Ordinal);
        foreach (ValueInfoProto output in graph.Output)
        {
            if (!defined.Contains(output.Name)) throw new InvalidDataException($"nothing gives the output '{output.Name}'.");
            if (!given.Add(output.Name)) throw new InvalidDataException($"the output '{output.Name}' is there twice.");
        }
        foreach (ValueInfoProto value in graph.Input.Concat(graph.Output))
            foreach (TensorShapeProto.Types.Dimension size in value.Type?.TensorType?.Shape?.Dim ?? [])
                if (size.DimValue is < 0 or > int.MaxValue)
                    throw new InvalidDataException(
                        Invariant($"'{value.Name}' has the size {size.DimValue}, where 0 to {int.MaxValue} are read."));

        void Define(string name, string what, NodeProto? node = null)
        {
            if (name.Length > 0 && defined.Add(name)) return;
            if (node is not null) what += $" {NodeReader.Describe(node)}";
            throw new InvalidDataException(
                name.Length == 0 ? $"{what} has no name." : $"'{name}' is defined twice, the second time as {what}.");
        }
    }
}
