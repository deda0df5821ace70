using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniGrad.Serialization;

/// <summary>Gathers arrays under names, and metadata, and writes them as a file for <see cref="SafetensorsFile"/>.</summary>
/// <remarks>Nothing is copied: what is written are the values at the time of writing. The same content in the same order gives the same
/// bytes. The header lists the arrays in the order in which they were added; the elements lie in the order of their sizes, largest first,
/// behind a header whose end is a multiple of 8 bytes, so that every number lies at a multiple of its own size. Source: as for
/// <see cref="SafetensorsFile"/>.</remarks>
public sealed class SafetensorsBuilder
{
    private readonly OrderedDictionary<string, StoredArray> arrays = [];
    private readonly OrderedDictionary<string, string> metadata = [];

    /// <summary>The names so far, in order.</summary>
    public IReadOnlyList<string> Names => arrays.Keys;

    /// <summary>The metadata so far, in order.</summary>
    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>Adds a tensor, F64 or F32.</summary>
    /// <exception cref="ArgumentException">The name is taken, the format's own or not valid text.</exception>
    public SafetensorsBuilder Add<T>(string name, Tensor<T> tensor)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Add(name, StoredArray.Of(tensor));

    /// <summary>Adds indices, I32.</summary>
    /// <inheritdoc cref="Add{T}(string, Tensor{T})"/>
    public SafetensorsBuilder Add(string name, IndexTensor indices) => Add(name, StoredArray.Of(indices));

    /// <summary>Adds an array of numbers: of integers of any size, <see cref="bool"/>, <see cref="Half"/>, float or double.</summary>
    /// <param name="name">The name.</param>
    /// <param name="elements">The elements in row-major order.</param>
    /// <param name="shape">The shape. Default: that of a vector.</param>
    /// <exception cref="ArgumentException">The name is taken, the format's own or not valid text, or the number of elements is not that of
    /// the shape.</exception>
    /// <exception cref="NotSupportedException">The format has no such elements.</exception>
    public SafetensorsBuilder Add<TElement>(string name, TElement[] elements, Shape? shape = null) where TElement : unmanaged =>
        Add(name, StoredArray.Of(elements, shape));

    /// <summary>Adds a single number, of shape [].</summary>
    /// <exception cref="ArgumentException">The name is taken, the format's own or not valid text.</exception>
    /// <exception cref="NotSupportedException">The format has no such elements.</exception>
    public SafetensorsBuilder AddScalar<TElement>(string name, TElement value)
        where TElement : unmanaged => Add(name, [value], Shape.Scalar);

    /// <summary>Adds an entry of metadata.</summary>
    /// <exception cref="ArgumentException">The key is taken, or key or value are not valid text.</exception>
    public SafetensorsBuilder AddMetadata(string key, string value)
    {
        FileText.Check(key, nameof(SafetensorsBuilder), nameof(key));
        FileText.Check(value, nameof(SafetensorsBuilder), nameof(value));
        if (!metadata.TryAdd(key, value))
            throw new ArgumentException($"SafetensorsBuilder: there is metadata under '{key}' already.", nameof(key));
        return this;
    }

    /// <summary>Writes the file; it appears, or replaces an existing one, only once its content is complete and on disk.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">The file could not be written; an existing one is as it was.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    /// <exception cref="InvalidOperationException">There is more than a header may hold.</exception>
    public void Save(string path) => AtomicFile.Write(path, Write);

    /// <summary>Writes to a stream, which stays open.</summary>
    /// <exception cref="InvalidOperationException">There is more than a header may hold.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        StoredArray[] bySize = [.. arrays.Values.OrderByDescending(array => ElementTypes.SizeOf(array.Type))];
        ReadOnlySpan<byte> header = Header(bySize);
        Span<byte> headerLength = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(headerLength, (ulong)header.Length);
        stream.Write(headerLength);
        stream.Write(header);
        foreach (StoredArray array in bySize) array.Write(stream);
    }

    internal SafetensorsBuilder Add(string name, StoredArray array)
    {
        FileText.Check(name, nameof(SafetensorsBuilder), nameof(name));
        if (name == SafetensorsLimits.MetadataKey)
            throw new ArgumentException($"SafetensorsBuilder: the name '{name}' is the format's own.", nameof(name));
        if (!arrays.TryAdd(name, array))
            throw new ArgumentException($"SafetensorsBuilder: there is an array '{name}' already.", nameof(name));
        return this;
    }

    private ReadOnlySpan<byte> Header(StoredArray[] inOrderOfData)
    {
        Dictionary<StoredArray, long> begins = new(ReferenceEqualityComparer.Instance);
        long end = 0;
        foreach (StoredArray array in inOrderOfData)
        {
            begins.Add(array, end);
            end = checked(end + array.ByteCount);
        }

        ArrayBufferWriter<byte> buffer = new();
        JsonWriterOptions options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (Utf8JsonWriter json = new(buffer, options)) WriteHeader(json, begins);
        int padding = -buffer.WrittenCount & (sizeof(ulong) - 1);
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        CheckHeader(buffer.WrittenSpan, end);
        return buffer.WrittenSpan;
    }

    /// <summary>Checks that the header can be read again.</summary>
    private static void CheckHeader(ReadOnlySpan<byte> header, long dataLength)
    {
        if (header.Length > SafetensorsLimits.HeaderLength)
            throw new InvalidOperationException(
                $"SafetensorsBuilder: the header takes {header.Length} bytes; the format allows {SafetensorsLimits.HeaderLength}.");
        try
        {
            SafetensorsHeader.Parse(header, dataLength, nameof(SafetensorsBuilder));
        }
        catch (InvalidDataException problem)
        {
            throw new InvalidOperationException(problem.Message, problem);
        }
    }

    private void WriteHeader(Utf8JsonWriter json, Dictionary<StoredArray, long> begins)
    {
        json.WriteStartObject();
        if (metadata.Count > 0)
        {
            json.WriteStartObject(SafetensorsLimits.MetadataKey);
            foreach ((string key, string value) in metadata) json.WriteString(key, value);
            json.WriteEndObject();
        }
        foreach ((string name, StoredArray array) in arrays)
        {
            string shape = string.Join(',', array.Shape), dataType = ElementTypes.SafetensorsName(array.Type);
            (long begin, long end) = (begins[array], begins[array] + array.ByteCount);
            json.WritePropertyName(name);
            json.WriteRawValue($$"""{"dtype":"{{dataType}}","shape":[{{shape}}],"data_offsets":[{{begin}},{{end}}]}""");
        }
        json.WriteEndObject();
    }
}
