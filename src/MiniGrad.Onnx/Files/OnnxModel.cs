using Google.Protobuf;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>A model file: its graph, checked for what must hold whatever the operators are.</summary>
internal sealed class OnnxModel
{
    /// <summary>The opsets of ONNX's own operators that are read; below 6 those operators only that have not changed much since.</summary>
    public const int OldestOpset = 1, NewestOpset = 25;

    /// <summary>The producer of files that are written here.</summary>
    public const string OwnProducer = "MiniGrad";

    private const int OldestIr = 3, NewestIr = 13;

    private OnnxModel(ModelProto file, long opset) => (File, Opset) = (file, opset);

    /// <summary>What the file says. Of tensors' elements it says where they are.</summary>
    public ModelProto File { get; }

    /// <summary>The version of ONNX's operators, which may be one that is not read.</summary>
    public long Opset { get; }

    /// <summary>The graph.</summary>
    public GraphProto Graph => File.Graph;

    /// <summary>How many values a graph names at most.</summary>
    public static int ValueCount(GraphProto graph) =>
        graph.Initializer.Count + graph.Input.Count + graph.Node.Sum(node => node.Output.Count);

    /// <summary>Whether a node is one of ONNX's own operators.</summary>
    public static bool IsOwn(NodeProto node) => node.Domain is "" or "ai.onnx";

    /// <summary>Reads a model of any version, without its weights.</summary>
    /// <exception cref="InvalidDataException">It does not follow the format.</exception>
    public static OnnxModel Read(Stream file)
    {
        ModelProto model = Parse(file);
        return new OnnxModel(model, OpsetOf(model) ?? NewestOpset);
    }

    /// <summary>Reads a model of any version, without its weights.</summary>
    /// <exception cref="InvalidDataException">It does not follow the format.</exception>
    public static ModelProto Parse(Stream file)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(OnnxOutline.Of(file));
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new InvalidDataException($"not an ONNX file: {error.Message}", error);
        }
        if (model.Graph is null) throw new InvalidDataException("not an ONNX file, or one without a graph.");
        if (model.OpsetImport.Count == 0) throw new InvalidDataException("it names no version of the operators.");
        if (model.OpsetImport.Select(known => known.Domain is "ai.onnx" ? "" : known.Domain).Distinct().Count() < model.OpsetImport.Count)
            throw new InvalidDataException("it names two versions of the same operators.");
        return model;
    }

    /// <summary>The version of ONNX's own operators, if a model uses them.</summary>
    public static long? OpsetOf(ModelProto model) =>
        model.OpsetImport.FirstOrDefault(known => known.Domain is "" or "ai.onnx")?.Version;

    /// <summary>What of a model's versions is not supported.</summary>
    public static IEnumerable<string> VersionProblems(ModelProto model)
    {
        if (model.IrVersion is < OldestIr or > NewestIr)
            yield return Invariant($"IR version {model.IrVersion}, where {OldestIr} to {NewestIr} are read");
        if (OpsetOf(model) is not { } opset) yield return $"operators of '{model.OpsetImport[0].Domain}' and none of ONNX's own";
        else if (opset is < OldestOpset or > NewestOpset)
            yield return Invariant($"opset {opset}, where {OldestOpset} to {NewestOpset} are read");
        if (model.Functions.Count > 0) yield return "functions of its own";
    }
}
