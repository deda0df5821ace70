using System.Globalization;
using System.Text.Json;
using MiniGrad.Search;
using MiniGrad.Serialization;

namespace MiniGrad.Cli;

/// <summary>What is in a file of arrays: a model, a checkpoint or weights of any format.</summary>
internal sealed class ArraysDescription(string path, FileKind kind) : Description
{
    private const string FormatKey = "format", CheckpointFormat = "minigrad.checkpoint", CountsName = "progress.counts",
    EpochsName = "history.epochs";

    /// <summary>The model that the file is, if it is one.</summary>
    public SavedModel? Model { get; init; }

    public override void Print()
    {
        if (Model is not null)
        {
            Model.Describe();
            return;
        }
        using ArrayFile file = ArrayFile.Open(path, kind);
        int count = file.Entries.Count;
        string arrays = Noun.Of(count, "array");
        string what = file.Kind switch
        {
            FileKind.PyTorch => Text($"{count} {Noun.Of(count, "tensor")} that PyTorch saved"),
            FileKind.Npz => Text($"{count} {arrays} of NumPy's"),
            _ when Progress(file) is var (steps, epochs) => Text(
                $"a checkpoint after {steps:N0} {Noun.Of(steps, "step")}, with {epochs:N0} {Noun.Of(epochs, "epoch")} done"),
            _ when IsCheckpoint(file) => "a checkpoint",
            _ => Text($"{count} {arrays}"),
        };
        Console.WriteLine($"{file.Name}: {what}");
        string whose = file.ModelPrefix.Length > 0 ? " of the model" : "";
        Console.WriteLine(Text($"  parameters{whose}: {file.ParameterCount:N0}"));
        foreach ((string key, string value) in file.Metadata) Console.WriteLine($"  {OneLine.Of(key)}: {OneLine.Of(value)}");
        foreach (ArrayEntry entry in file.Entries) Console.WriteLine($"  {OneLine.Of($"{entry}")}");
    }

    /// <summary>Writes the arrays of a file.</summary>
    public static void WriteArrays(Utf8JsonWriter json, ArrayFile file)
    {
        json.WriteNumber("parameters", file.ParameterCount);
        json.Map("metadata", file.Metadata);
        json.WriteStartArray("arrays");
        foreach (ArrayEntry entry in file.Entries)
        {
            json.WriteStartObject();
            json.WriteString("name", entry.Name);
            json.WriteString("type", entry.TypeName);
            json.Integers("shape", entry.Shape);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    protected override void WriteContent(Utf8JsonWriter json)
    {
        using ArrayFile file = ArrayFile.Open(path, kind);
        json.WriteString("path", path);
        json.WriteString("kind", Model is not null ? "model" : IsCheckpoint(file) ? "checkpoint" : $"{kind}".ToLowerInvariant());
        Model?.Describe(json);
        if (Progress(file) is var (steps, epochs))
        {
            json.WriteNumber("steps", steps);
            json.WriteNumber("epochs", epochs);
        }
        WriteArrays(json, file);
    }

    private static bool IsCheckpoint(ArrayFile file) =>
        file.Kind == FileKind.Safetensors && file.Metadata.GetValueOrDefault(FormatKey) == CheckpointFormat;

    /// <summary>The steps and epochs that a checkpoint's run has done; null of other files.</summary>
    private (long Steps, int Epochs)? Progress(ArrayFile arrays)
    {
        if (!IsCheckpoint(arrays)) return null;
        using SafetensorsFile file = SafetensorsFile.Open(path);
        if (file.Find(EpochsName) is not { Shape.Rank: > 0 } done) return null;
        if (file.Find(CountsName) is not { TypeName: "I64", Shape.ElementCount: > 0 }) return null;
        return (file.ReadArray<long>(CountsName)[0], done.Shape[0]);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
