using System.Text.Json;
using MiniGrad.Onnx;

namespace MiniGrad.Cli;

/// <summary>What is in an ONNX file.</summary>
internal sealed class OnnxFileDescription(string path) : Description
{
    public override void Print()
    {
        Console.WriteLine(OnnxFile.Describe(path));
        using ArrayFile file = ArrayFile.Open(path, FileKind.Onnx);
        foreach (ArrayEntry entry in file.Entries) Console.WriteLine($"  {OneLine.Of($"{entry}")}");
    }

    protected override void WriteContent(Utf8JsonWriter json)
    {
        OnnxDescription description = OnnxFile.Describe(path);
        using ArrayFile file = ArrayFile.Open(path, FileKind.Onnx);
        json.WriteString("path", path);
        json.WriteString("kind", "onnx");
        json.WriteString("name", description.Name);
        json.WriteString("producer", description.Producer);
        json.WriteNumber("irVersion", description.IrVersion);
        json.WriteStartObject("opsets");
        foreach ((string domain, long version) in description.Opsets) json.WriteNumber(domain, version);
        json.WriteEndObject();
        WriteValues(json, "inputs", description.Inputs);
        WriteValues(json, "outputs", description.Outputs);
        json.WriteStartObject("nodes");
        foreach ((string known, int count) in description.Operators) json.WriteNumber(known, count);
        json.WriteEndObject();
        json.Texts("unsupported", description.Unsupported);
        ArraysDescription.WriteArrays(json, file);
    }

    private static void WriteValues(Utf8JsonWriter json, string name, IReadOnlyList<OnnxValueInfo> values)
    {
        json.WriteStartArray(name);
        foreach (OnnxValueInfo value in values)
        {
            json.WriteStartObject();
            json.WriteString("name", value.Name);
            json.WriteString("type", $"{value.ElementType}");
            if (value.Sizes is not null) json.Texts("shape", value.Sizes);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
