using MiniGrad.Serialization;

namespace MiniGrad.Cli;

/// <summary>The arrays of a safetensors file.</summary>
internal sealed class SafetensorsArrays(SafetensorsFile file) : ArrayFile(file.Name, FileKind.Safetensors)
{
    public override IReadOnlyList<ArrayEntry> Entries { get; } =
        [.. file.Entries.Select(entry => new ArrayEntry(entry.Name, entry.TypeName, entry.Type, entry.Shape))];

    public override IReadOnlyDictionary<string, string> Metadata => file.Metadata;

    public override void Dispose() => file.Dispose();

    protected override TElement[] Read<TElement>(ArrayEntry entry) => file.ReadArray<TElement>(entry.Name);

    protected override float[] ReadSingles(ArrayEntry entry) => file.ReadTensor<float>(entry.Name).ToArray();
}
