using MiniGrad.Data;
using MiniGrad.Serialization;

namespace MiniGrad.Cli;

/// <summary>The arrays of an archive of NumPy's.</summary>
internal sealed class NpzArrays : ArrayFile
{
    private readonly NpzFile file;

    public NpzArrays(string path) : base(path, FileKind.Npz)
    {
        file = NpzFile.Open(path);
        try
        {
            Entries = [.. file.Names.Select(Entry)];
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<ArrayEntry> Entries { get; }

    public override void Dispose() => file.Dispose();

    protected override TElement[] Read<TElement>(ArrayEntry entry) => file.ReadArray<TElement>(entry.Name, out _);

    protected override float[] ReadSingles(ArrayEntry entry) => file.ReadTensor<float>(entry.Name).ToArray();

    private ArrayEntry Entry(string array)
    {
        (ElementType type, Shape shape) = file.Describe(array);
        return new ArrayEntry(array, NpyDescription.NameOf(type), type, shape);
    }
}
