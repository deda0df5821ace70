using MiniGrad.Serialization;

namespace MiniGrad.Cli;

/// <summary>The tensors of a file that PyTorch saved.</summary>
internal sealed class PyTorchArrays(PyTorchFile file) : ArrayFile(file.Name, FileKind.PyTorch)
{
    public override IReadOnlyList<ArrayEntry> Entries { get; } =
        [.. file.Entries.Select(entry => new ArrayEntry(entry.Name, entry.TypeName, entry.Tensor.Type.Element, entry.Shape))];

    public override void Dispose() => file.Dispose();

    protected override TElement[] Read<TElement>(ArrayEntry entry) => file.ReadArray<TElement>(entry.Name);

    protected override float[] ReadSingles(ArrayEntry entry) => file.ReadTensor<float>(entry.Name).ToArray();
}
