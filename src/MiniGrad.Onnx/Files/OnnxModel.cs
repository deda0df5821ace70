using Google.Protobuf;
using MiniGrad.Onnx.Schema;

namespace MiniGrad.Onnx;

/// <summary>A model file: its graph, checked for what must hold whatever the operators are.</summary>
internal sealed class OnnxModel
{
    /// <summary>The opsets of ONNX's own operators that are read; below 6 those operators only that have not changed much since.</summary>
    public const int OldestOpset = 1, NewestOpset = 25;

    private const int OldestIr = 3, NewestIr = 13;

    private OnnxModel(ModelProto file, int opset) => (File, Opset) = (file, opset);

    /// <summary>What the file says. Of tensors' elements it says where they are.</summary>
    public ModelProto File { get; }

    /// <summary>The version of ONNX's operators.</summary>
    public int Opset { get; }

    /// <summary>The graph.</summary>
    public GraphProto Graph => File.Graph;

    /// <summary>Whether a node is one of ONNX's own operators.</summary>
    public static bool IsOwn(NodeProto node) => node.Domain is "" or "ai.onnx";

    /// <summary>Reads a model, without its weights.</summary>
    /// <exception cref="InvalidDataException">It does not follow the format.</exception>
    /// <exception cref="NotSupportedException">Its version is not supported.</exception>
    public static OnnxModel Read(Stream file)
    {
        byte[] outline = OnnxOutline.Of(file);
        ModelProto model;
        try
        {
            model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(outline);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new InvalidDataException($"not an ONNX file: {error.Message}", error);
        }
        if (model.Graph is null) throw new InvalidDataException("not an ONNX file, or one without a graph.");
        if (model.IrVersion is < OldestIr or > NewestIr)
            throw new NotSupportedException(
                Invariant($"IR version {model.IrVersion} is not supported: expected {OldestIr} to {NewestIr}."));
        OperatorSetIdProto[] own = [.. model.OpsetImport.Where(opset => opset.Domain is "" or "ai.onnx")];
        if (own.Select(opset => opset.Version).Distinct().Count() > 1)
            throw new InvalidDataException("it names several versions of ONNX's operators.");
        if (own.Length == 0)
            throw model.OpsetImport.Count == 0
                ? new InvalidDataException("it names no version of ONNX's operators.")
                : new NotSupportedException($"it uses no operators of ONNX's own, but those of '{model.OpsetImport[0].Domain}'.");
        if (own[0].Version is < OldestOpset or > NewestOpset)
            throw new NotSupportedException(
                Invariant($"opset {own[0].Version} is not supported: expected {OldestOpset} to {NewestOpset}."));
        return new OnnxModel(model, (int)own[0].Version);
    }
}
