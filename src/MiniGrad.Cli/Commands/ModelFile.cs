using MiniGrad.Serialization;

namespace MiniGrad.Cli;

/// <summary>Loads models of any kind.</summary>
internal static class ModelFile
{
    private const string FormatKey = "format", CheckpointFormat = "minigrad.checkpoint", EncoderKey = "minigrad_table_encoder";

    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is no model.</exception>
    public static SavedModel Load(string path)
    {
        FileKind kind = FileKinds.Of(path);
        if (kind != FileKind.Safetensors)
        {
            string way = kind == FileKind.Onnx ? "; an ONNX file is run by an ONNX runtime, or by OnnxNetwork of MiniGrad.Onnx" : "";
            throw new InvalidDataException($"{path}: it is {FileKinds.Words(kind)}: expected a model that train --save has written{way}.");
        }
        string? format = FormatOf(path);
        if (format == CheckpointFormat)
            throw new InvalidDataException($"{path}: it is a checkpoint: expected a model that train --save has written.");
        return format is null ? new TableModel(path) : new ImageModel(path);
    }

    /// <summary>Whether a file is likely to be a model, and not only of an estimator that was fitted on tensors.</summary>
    public static bool IsModel(SafetensorsFile file) =>
        file.Metadata.ContainsKey(EncoderKey) || file.Metadata.GetValueOrDefault(FormatKey) == NetworkFile.FormatName;

    private static string? FormatOf(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return file.Metadata.GetValueOrDefault(FormatKey);
    }
}
