using MiniGrad.Serialization;

namespace MiniGrad.Cli;

/// <summary>An array in a file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="TypeName">The type of its elements as the format calls it.</param>
/// <param name="Type">That type here; null where it cannot be read.</param>
/// <param name="Shape">The sizes along its axes.</param>
internal sealed record ArrayEntry(string Name, string TypeName, ElementType? Type, Shape Shape)
{
    /// <summary>Whether its elements are text, as some of ONNX's are, and no weights.</summary>
    public bool IsText { get; init; }

    /// <summary>Whether its elements are numbers with a fraction, or of a type that is not known.</summary>
    public bool IsFloating => Type is null ? !IsText : Type is ElementType.Binary64 or ElementType.Binary32 or ElementType.Binary16
        or ElementType.BrainFloat16 or ElementType.Float8E5M2 or ElementType.Float8E4M3;

    public override string ToString() => $"{Name}: {TypeName} {Shape}";
}

/// <summary>A file of arrays under names, whatever its format is.</summary>
internal abstract class ArrayFile(string name, FileKind kind) : IDisposable
{
    /// <summary>The path.</summary>
    public string Name => name;

    public FileKind Kind => kind;

    /// <summary>The arrays, in the order of the file.</summary>
    public abstract IReadOnlyList<ArrayEntry> Entries { get; }

    /// <summary>What else the file says; empty where its format has no place for it.</summary>
    public virtual IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>What the names begin with of the arrays that are a model's, in a file with others besides.</summary>
    public string ModelPrefix => Metadata.GetValueOrDefault(Weights.PrefixKey, "");

    /// <summary>The number of elements with a fraction, in the arrays of the model.</summary>
    public long ParameterCount => Entries.Where(entry => entry.IsFloating && entry.Name.StartsWith(ModelPrefix, StringComparison.Ordinal))
        .Sum(entry => (long)entry.Shape.ElementCount);

    /// <exception cref="IOException">The file is not there, or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It does not follow its format, or its kind is no file of arrays.</exception>
    public static ArrayFile Open(string path, FileKind kind) => kind switch
    {
        FileKind.Safetensors => new SafetensorsArrays(SafetensorsFile.Open(path)),
        FileKind.Npz => new NpzArrays(path),
        FileKind.PyTorch => new PyTorchArrays(PyTorchFile.Open(path)),
        FileKind.Onnx => new OnnxArrays(path),
        _ => throw new InvalidDataException(
            $"{path}: expected weights in a file of safetensors, NumPy (.npz), PyTorch or ONNX, got {FileKinds.Words(kind)}."),
    };

    /// <summary>An array to be written, whose elements are read when it is: as they are, but for those of types that only some formats
    /// have, which are widened without loss: bfloat16 to single precision, and numbers of 8 bits to half.</summary>
    /// <exception cref="InvalidDataException">The elements are of a type that cannot be read.</exception>
    public StoredArray Stored(ArrayEntry entry) => entry.Type switch
    {
        ElementType.Binary64 => Same<double>(entry),
        ElementType.Binary32 => Same<float>(entry),
        ElementType.Binary16 => Same<Half>(entry),
        ElementType.BrainFloat16 => Widened(entry, ElementType.Binary32, elements => elements),
        ElementType.Float8E5M2 or ElementType.Float8E4M3 =>
            Widened(entry, ElementType.Binary16, elements => Array.ConvertAll(elements, number => (Half)number)),
        ElementType.Signed64 => Same<long>(entry),
        ElementType.Signed32 => Same<int>(entry),
        ElementType.Signed16 => Same<short>(entry),
        ElementType.Signed8 => Same<sbyte>(entry),
        ElementType.Unsigned64 => Same<ulong>(entry),
        ElementType.Unsigned32 => Same<uint>(entry),
        ElementType.Unsigned16 => Same<ushort>(entry),
        ElementType.Unsigned8 => Same<byte>(entry),
        ElementType.Boolean => Same<bool>(entry),
        _ => throw new InvalidDataException(
            $"{Name}: '{OneLine.Of(entry.Name)}' has elements of type {entry.TypeName}, which cannot be read here."),
    };

    public abstract void Dispose();

    /// <summary>The elements of an array in the type in memory that is theirs.</summary>
    protected abstract TElement[] Read<TElement>(ArrayEntry entry) where TElement : unmanaged;

    /// <summary>The elements of an array of numbers in single precision, which holds each of them.</summary>
    protected abstract float[] ReadSingles(ArrayEntry entry);

    private StoredArray Same<TElement>(ArrayEntry entry) where TElement : unmanaged =>
        new(entry.Type!.Value, entry.Shape, stream => StoredArray.Of(Read<TElement>(entry), entry.Shape).Write(stream));

    private StoredArray Widened<TElement>(ArrayEntry entry, ElementType type, Func<float[], TElement[]> widen) where TElement : unmanaged =>
        new(type, entry.Shape, stream => StoredArray.Of(widen(ReadSingles(entry)), entry.Shape).Write(stream));
}
