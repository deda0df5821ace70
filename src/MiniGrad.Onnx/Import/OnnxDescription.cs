using System.Text;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>What an ONNX file holds, without its weights.</summary>
public sealed record OnnxDescription
{
    /// <summary>The name of the graph.</summary>
    public required string Name { get; init; }

    /// <summary>What wrote the file, and its version.</summary>
    public required string Producer { get; init; }

    /// <summary>The version of the format.</summary>
    public required long IrVersion { get; init; }

    /// <summary>The versions of the operators by domain; that of ONNX's own has the name <c>ai.onnx</c>.</summary>
    public required IReadOnlyList<(string Domain, long Version)> Opsets { get; init; }

    /// <summary>What goes in.</summary>
    public required IReadOnlyList<OnnxValueInfo> Inputs { get; init; }

    /// <summary>What comes out.</summary>
    public required IReadOnlyList<OnnxValueInfo> Outputs { get; init; }

    /// <summary>The operators and how many nodes each has, those with most first.</summary>
    public required IReadOnlyList<(string Operator, int Nodes)> Operators { get; init; }

    /// <summary>The number of numbers in its initializers.</summary>
    public required long WeightCount { get; init; }

    /// <summary>What else the file says.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>What <c>OnnxNetwork.Load</c> would refuse it for; empty for a file that it reads.</summary>
    public required IReadOnlyList<string> Unsupported { get; init; }

    /// <summary>All of it, line by line.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(Invariant($"{Name}, by {(Producer.Length > 0 ? Producer : "an unnamed producer")}, IR version {IrVersion}"));
        text.AppendLine(Invariant($"opset: {string.Join(", ", Opsets.Select(opset => Invariant($"{opset.Domain} {opset.Version}")))}"));
        foreach (OnnxValueInfo input in Inputs) text.AppendLine($"input: {input}");
        foreach (OnnxValueInfo output in Outputs) text.AppendLine($"output: {output}");
        text.AppendLine(Invariant($"weights: {WeightCount:N0}"));
        text.AppendLine($"nodes: {string.Join(", ", Operators.Select(known => Invariant($"{known.Operator} × {known.Nodes}")))}");
        foreach ((string key, string value) in Metadata) text.AppendLine($"{key}: {value.ReplaceLineEndings(", ")}");
        foreach (string problem in Unsupported) text.AppendLine($"OnnxNetwork does not read: {problem}");
        return text.ToString().TrimEnd();
    }

    internal static OnnxDescription Of(ModelProto model, long? opset)
    {
        HashSet<string> initialized = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        Dictionary<string, string> metadata = new(StringComparer.Ordinal);
        foreach (StringStringEntryProto entry in model.MetadataProps) metadata.TryAdd(entry.Key, entry.Value);
        return new OnnxDescription
        {
            Name = model.Graph.Name,
            Producer = $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            IrVersion = model.IrVersion,
            Opsets = [.. model.OpsetImport.Select(known => (known.Domain.Length == 0 ? "ai.onnx" : known.Domain, known.Version))],
            Inputs = [.. model.Graph.Input.Where(input => !initialized.Contains(input.Name)).Select(OnnxValueInfo.Of)],
            Outputs = [.. model.Graph.Output.Select(OnnxValueInfo.Of)],
            Operators = [.. model.Graph.Node.CountBy(node => OnnxModel.IsOwn(node) ? node.OpType : $"{node.Domain}.{node.OpType}")
                .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => (pair.Key, pair.Value))],
            WeightCount = model.Graph.Initializer.Sum(tensor => (long)TensorReader.ShapeOf(tensor).ElementCount),
            Metadata = metadata,
            Unsupported =
            [
                .. OnnxModel.VersionProblems(model),
                .. GraphChecks.Unsupported(model.Graph, opset ?? OnnxModel.NewestOpset, namesPlaces: true),
            ],
        };
    }
}
