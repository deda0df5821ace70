using MiniGrad.Onnx;
using MiniGrad.Onnx.Schema;
using MiniGrad.Serialization;

namespace MiniGrad.Cli;

/// <summary>The weights of an ONNX file: its graph's initializers. Elements in files of their own are read from its folder.</summary>
internal sealed class OnnxArrays : ArrayFile
{
    private readonly FileStream file;
    private readonly TensorReader reader;
    private readonly Dictionary<string, TensorProto> tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> metadata = new(StringComparer.Ordinal);

    public OnnxArrays(string path) : base(path, FileKind.Onnx)
    {
        file = File.OpenRead(path);
        reader = new TensorReader(file, Path.GetDirectoryName(Path.GetFullPath(path)));
        try
        {
            ModelProto model = Use(() => OnnxModel.Parse(file));
            foreach (StringStringEntryProto entry in model.MetadataProps) metadata.TryAdd(entry.Key, entry.Value);
            Entries = [.. model.Graph.Initializer.Select(tensor => Use(() => Entry(tensor)))];
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override IReadOnlyList<ArrayEntry> Entries { get; }

    public override IReadOnlyDictionary<string, string> Metadata => metadata;

    public override void Dispose() => file.Dispose();

    protected override TElement[] Read<TElement>(ArrayEntry entry)
    {
        TensorProto tensor = tensors[entry.Name];
        Array elements = entry.Type switch
        {
            ElementType.Binary64 => Use(() => reader.Read<double>(tensor)).ToTensor<double>().ToArray(),
            ElementType.Binary32 => ReadSingles(entry),
            ElementType.Binary16 => Array.ConvertAll(ReadSingles(entry), number => (Half)number),
            ElementType.Signed32 => Array.ConvertAll(Integers(tensor), number => (int)number),
            ElementType.Boolean => Array.ConvertAll(Integers(tensor), number => number != 0),
            _ => Integers(tensor),
        };
        return (TElement[])elements;
    }

    protected override float[] ReadSingles(ArrayEntry entry) =>
        Use(() => reader.Read<float>(tensors[entry.Name])).ToTensor<float>().ToArray();

    private long[] Integers(TensorProto tensor) => Use(() => reader.Read<float>(tensor)).ToIntegers();

    private ArrayEntry Entry(TensorProto tensor)
    {
        if (!tensors.TryAdd(tensor.Name, tensor)) throw new InvalidDataException($"two weights are named '{tensor.Name}'.");
        OnnxElementType type = (OnnxElementType)tensor.DataType;
        bool isText = type == OnnxElementType.String;
        return new ArrayEntry(tensor.Name, $"{type}", TypeOf(type), TensorReader.ShapeOf(tensor)) { IsText = isText };
    }

    private static ElementType? TypeOf(OnnxElementType type) => type switch
    {
        OnnxElementType.Double => ElementType.Binary64,
        OnnxElementType.Float => ElementType.Binary32,
        OnnxElementType.Float16 => ElementType.Binary16,
        OnnxElementType.BFloat16 => ElementType.BrainFloat16,
        OnnxElementType.Int64 => ElementType.Signed64,
        OnnxElementType.Int32 => ElementType.Signed32,
        OnnxElementType.Bool => ElementType.Boolean,
        _ => null,
    };

    /// <summary>Does something with the file, which messages then begin with.</summary>
    private T Use<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException)
        {
            throw new InvalidDataException($"{Name}: {error.Message}", error);
        }
    }
}
