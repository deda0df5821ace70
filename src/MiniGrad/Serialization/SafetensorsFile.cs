using System.Buffers.Binary;
using MiniGrad.Data;

namespace MiniGrad.Serialization;

/// <summary>Reads a safetensors file: arrays under names, and metadata. <see cref="SafetensorsBuilder"/> writes one.</summary>
/// <remarks><para>The layout: the length N of the header as an integer of eight bytes, little-endian; N bytes of JSON, which begin with
/// <c>{</c> and may end with spaces, such as
/// <c>{"__metadata__": {"epoch": "3"}, "weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}</c>; then the elements,
/// little-endian in row-major order. Offsets count from the end of the header, and the arrays fill what follows it without holes or
/// overlaps.</para>
/// <para>All of the header is checked when the file is opened, against the file's real length, before anything is allocated for the
/// elements. These are read when they are asked for, without a second copy. An array whose type is not known can be listed, not read; the
/// others can. Refused are, besides what the format itself forbids: more than 100,000 arrays or entries of metadata, names of more than
/// 1,024 bytes, more than 16 MiB of names and metadata together, more than 64 axes, and more elements than an array holds.</para>
/// <para>Not safe for use by several threads at once. Source: the section <i>Format</i> in the README of the repository
/// <c>huggingface/safetensors</c>.</para></remarks>
public sealed class SafetensorsFile : IDisposable
{
    private const string WeightsName = "weights";

    private readonly Stream stream;
    private readonly long dataStart;
    private readonly Dictionary<string, SafetensorsEntry> byName;

    private SafetensorsFile(Stream stream, string name)
    {
        this.stream = stream;
        Name = name;
        long start = stream.Position, length = stream.Length - start;
        Span<byte> lengthBytes = stackalloc byte[sizeof(ulong)];
        if (length < lengthBytes.Length) throw Invalid($"cut short: the length of the header takes 8 bytes, there are {length}");
        Fill(lengthBytes);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > SafetensorsLimits.HeaderLength)
            throw Invalid($"not a safetensors file: its header would have {headerLength} bytes, " +
                $"the format allows {SafetensorsLimits.HeaderLength}");
        long dataLength = length - lengthBytes.Length - (long)headerLength;
        if (dataLength < 0)
            throw Invalid($"cut short: the header has {headerLength} bytes, but only {length - lengthBytes.Length} follow its length");

        byte[] header = new byte[headerLength];
        Fill(header);
        dataStart = start + lengthBytes.Length + (long)headerLength;
        (List<SafetensorsEntry> entries, OrderedDictionary<string, string> metadata) = SafetensorsHeader.Parse(header, dataLength, name);
        Entries = entries;
        Metadata = metadata;
        byName = entries.ToDictionary(entry => entry.Name);
    }

    /// <summary>The path, or the name that was given to the stream: what messages begin with.</summary>
    public string Name { get; }

    /// <summary>The arrays, in the order of the header.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>The metadata, in the order of the header; empty if the file has none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The file does not follow the format. The message begins with the path.</exception>
    public static SafetensorsFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            return new SafetensorsFile(stream, path);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Opens what a stream holds from its position to its end, and checks the header.</summary>
    /// <param name="stream">A stream that can seek. It is disposed with the result.</param>
    /// <param name="name">The name in messages.</param>
    /// <exception cref="ArgumentException">The stream cannot seek.</exception>
    /// <exception cref="InvalidDataException">The content does not follow the format. The message begins with the name.</exception>
    public static SafetensorsFile Open(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!stream.CanSeek) throw new ArgumentException($"SafetensorsFile: expected a stream that can seek for '{name}'.", nameof(stream));
        return new SafetensorsFile(stream, name);
    }

    /// <summary>Reads what a stream holds from its position to its end, whether it can seek or not. The stream stays open.</summary>
    internal static TResult Read<TResult>(Stream stream, Func<SafetensorsFile, TResult> read) =>
        StreamedFile.Read(stream, (content, name) => read(new SafetensorsFile(content, name)));

    /// <summary>Reads what lies in memory.</summary>
    internal static TResult Read<TResult>(ReadOnlySpan<byte> bytes, Func<SafetensorsFile, TResult> read) =>
        StreamedFile.Read(bytes, (content, name) => read(new SafetensorsFile(content, name)));

    /// <summary>The rows of a file's arrays, read while they are used: samples for <see cref="Dataset.Stream{T}"/>.</summary>
    /// <param name="path">A file whose arrays all have as many rows, along the first axis. <c>inputs</c>, <c>targets</c> and any others of
    /// floating-point numbers are numbers by these names; <c>weights</c> are the samples' weights; others of whole numbers or booleans are
    /// labels, such as <c>labels</c>.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file does not follow the format, or its arrays differ in their rows.</exception>
    public static SampleSource<T> Samples<T>(string path) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        WatchedFile watched = new(path);
        using SafetensorsFile file = new(watched.Open(), path);
        (string Name, StoredRows Rows)[] arrays = [.. file.Entries.Select(entry => (entry.Name, file.RowsOf(entry, watched)))];
        if (arrays.Length == 0) throw file.Invalid("there is no array");
        (string Name, StoredRows Rows)[] others = [.. arrays.Where(array => array.Name != WeightsName)];
        ILookup<bool, (string Name, StoredRows Rows)> byKind = others.ToLookup(
            array => array.Rows.AreIndices && array.Name is not (Batch<T>.InputName or Batch<T>.TargetName));
        return new StoredSource<T>(
            [.. byKind[false]], [.. byKind[true]], arrays.FirstOrDefault(array => array.Name == WeightsName).Rows);
    }

    /// <summary>The array of a name, or null.</summary>
    public SafetensorsEntry? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Reads an array as a tensor.</summary>
    /// <typeparam name="T">Floating-point numbers of another type are rounded to the nearest, those too large to infinity; widening keeps
    /// every value. Integers and booleans (0 and 1) become the same number, and are refused where <typeparamref name="T"/> does not have
    /// it.</typeparam>
    /// <exception cref="InvalidDataException">There is no such array, or an integer in it is no <typeparamref name="T"/>.</exception>
    public Tensor<T> ReadTensor<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T> => Elements(name).ReadTensor<T>();

    /// <summary>Reads an array of integers, or of booleans as 0 and 1.</summary>
    /// <exception cref="InvalidDataException">There is no such array, or it has numbers that are no <see cref="int"/>.</exception>
    public IndexTensor ReadIndices(string name) => Elements(name).ReadIndices();

    /// <summary>Reads the elements of an array, in row-major order, exactly as they are.</summary>
    /// <typeparam name="TElement">The type in memory of the array's <see cref="SafetensorsEntry.TypeName"/>.</typeparam>
    /// <exception cref="InvalidDataException">There is no array of this name, or its elements are of another type.</exception>
    /// <exception cref="NotSupportedException">The format has no such elements.</exception>
    public TElement[] ReadArray<TElement>(string name) where TElement : unmanaged => Elements(name).ReadArray<TElement>();

    /// <summary>Reads an array of a single number exactly as it is.</summary>
    /// <exception cref="InvalidDataException">There is no such array, or its elements are several or of another type.</exception>
    /// <exception cref="NotSupportedException">The format has no such elements.</exception>
    public TElement ReadScalar<TElement>(string name) where TElement : unmanaged
    {
        Shape shape = Entry(name).Shape;
        if (shape.ElementCount != 1) throw Invalid($"'{name}' has the shape {shape} where a single number is expected");
        return ReadArray<TElement>(name)[0];
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    private SafetensorsEntry Entry(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Find(name) ?? throw Invalid($"there is no array '{name}'");
    }

    internal ElementReader Elements(string name)
    {
        SafetensorsEntry entry = Entry(name);
        ElementType type = entry.Type
            ?? throw Invalid($"'{name}' has the dtype '{entry.TypeName}': expected one of {ElementTypes.SafetensorsNames}");
        return Elements(entry, type, entry.Shape);
    }

    internal ElementReader Elements(SafetensorsEntry entry, ElementType type, Shape shape)
    {
        stream.Position = dataStart + entry.Begin;
        return new ElementReader(stream, $"{Name}: '{entry.Name}'", type, shape);
    }

    private StoredRows RowsOf(SafetensorsEntry entry, WatchedFile file)
    {
        if (entry.Type is not { } type)
            throw Invalid($"'{entry.Name}' has the dtype '{entry.TypeName}': expected one of {ElementTypes.SafetensorsNames}");
        if (entry.Shape.Rank == 0) throw Invalid($"'{entry.Name}' is a single number: expected samples along a first axis");
        Shape row = Shape.Create([.. entry.Shape.Skip(1)]);
        return new StoredRows(file, $"{Name}: '{entry.Name}'", dataStart + entry.Begin, type, false, entry.Shape[0], row);
    }

    private void Fill(Span<byte> bytes)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw Invalid("cut short: it ends before the length that it has");
    }

    private InvalidDataException Invalid(string problem) => new($"{Name}: {problem}.");
}

/// <summary>An array in a <see cref="SafetensorsFile"/>, as the file's header describes it.</summary>
public sealed class SafetensorsEntry
{
    internal SafetensorsEntry(string name, string typeName, Shape shape, long begin, long end)
    {
        Name = name;
        TypeName = typeName;
        Type = ElementTypes.FromSafetensors(typeName);
        Shape = shape;
        (Begin, ByteCount) = (begin, end - begin);
    }

    /// <summary>The name, unique in a file.</summary>
    public string Name { get; }

    /// <summary>The type of the elements as the file's header names it: F64, F32, F16, BF16, F8_E4M3, F8_E5M2, I64, …, U8, BOOL, or one
    /// that only other programs can read.</summary>
    public string TypeName { get; }

    /// <summary>The sizes along the axes.</summary>
    public Shape Shape { get; }

    /// <summary>The bytes that the elements take in the file.</summary>
    public long ByteCount { get; }

    /// <summary>Null where it is not known.</summary>
    internal ElementType? Type { get; }

    /// <summary>The start of the elements, from the end of the header.</summary>
    internal long Begin { get; }

    /// <summary>The name, the type and the shape.</summary>
    public override string ToString() => $"{Name}: {TypeName} {Shape}";
}
