using System.Text.Json;
using System.Text.Unicode;

namespace MiniGrad.Serialization;

/// <summary>Reads the header of a safetensors file and refuses whatever does not follow the format.</summary>
internal ref struct SafetensorsHeader
{
    private readonly string file;
    private readonly List<SafetensorsEntry> entries = [];
    private readonly OrderedDictionary<string, string> metadata = [];
    private Utf8JsonReader json;
    private int textLength;

    private SafetensorsHeader(ReadOnlySpan<byte> header, string file)
    {
        this.file = file;
        json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = SafetensorsLimits.Depth });
    }

    /// <param name="header">The JSON.</param>
    /// <param name="dataLength">The bytes that follow; null where that is not known yet.</param>
    /// <param name="file">What messages begin with.</param>
    /// <exception cref="InvalidDataException">The header does not follow the format.</exception>
    public static (List<SafetensorsEntry> Entries, OrderedDictionary<string, string> Metadata) Parse(
        ReadOnlySpan<byte> header, long? dataLength, string file)
    {
        SafetensorsHeader parser = new(header, file);
        if (header.IsEmpty || header[0] != '{') throw parser.Invalid("the header does not begin with '{'");
        if (!Utf8.IsValid(header)) throw parser.Invalid("the header is not valid UTF-8");
        try
        {
            parser.ReadAll();
            int end = (int)parser.json.BytesConsumed;
            if (header[end..].ContainsAnyExcept((byte)' '))
                throw parser.Invalid("the header goes on behind its JSON object with something else than spaces");
        }
        catch (JsonException broken)
        {
            throw new InvalidDataException($"{file}: the header is not the JSON of a safetensors file: {broken.Message}", broken);
        }
        parser.CheckLayout(dataLength);
        return (parser.entries, parser.metadata);
    }

    /// <summary>The bytes that are to follow a header.</summary>
    /// <exception cref="InvalidDataException">The header does not follow the format.</exception>
    public static long DataLength(ReadOnlySpan<byte> header, string file) =>
        Parse(header, dataLength: null, file).Entries.Sum(entry => entry.ByteCount);

    private void ReadAll()
    {
        HashSet<string> names = [];
        json.Read();
        while (ReadKey() is { } name)
        {
            if (!names.Add(name)) throw Invalid($"the name '{name}' is there twice");
            if (names.Count > SafetensorsLimits.EntryCount) throw Invalid($"there are more than {SafetensorsLimits.EntryCount} arrays");
            if (name == SafetensorsLimits.MetadataKey) ReadMetadata();
            else entries.Add(ReadEntry(name));
        }
    }

    private void ReadMetadata()
    {
        if (!ReadStart(JsonTokenType.StartObject)) throw Invalid("the metadata is not an object");
        while (ReadKey() is { } key)
        {
            json.Read();
            if (json.TokenType != JsonTokenType.String) throw Invalid($"the metadata '{key}' is no string");
            if (!metadata.TryAdd(key, ReadText("the metadata", SafetensorsLimits.TextLength)))
                throw Invalid($"the metadata '{key}' is there twice");
            if (metadata.Count > SafetensorsLimits.EntryCount)
                throw Invalid($"there are more than {SafetensorsLimits.EntryCount} entries of metadata");
        }
    }

    private SafetensorsEntry ReadEntry(string name)
    {
        if (!ReadStart(JsonTokenType.StartObject)) throw Invalid($"'{name}' is not an object");
        string? typeName = null;
        Span<long> sizes = stackalloc long[Shape.MaxRank], offsets = stackalloc long[2];
        int rank = -1, offsetCount = -1;
        while (ReadKey() is { } key)
        {
            if (key == "dtype" && typeName is null) typeName = ReadTypeName(name);
            else if (key == "shape" && rank < 0) rank = ReadNumbers(name, key, sizes);
            else if (key == "data_offsets" && offsetCount < 0) offsetCount = ReadNumbers(name, key, offsets);
            else throw Invalid($"'{name}' has the key '{key}' twice, or it is not one of dtype, shape and data_offsets");
        }
        if (typeName is null || rank < 0 || offsetCount < 0) throw Invalid($"'{name}' lacks one of dtype, shape and data_offsets");

        Shape shape = FileShape.TryCreate(sizes[..rank])
            ?? throw Invalid($"'{name}' has the shape [{Join(sizes[..rank])}], of more elements than an array holds ({Array.MaxLength})");
        if (offsetCount != 2 || offsets[0] > offsets[1])
            throw Invalid($"'{name}' has the data_offsets [{Join(offsets[..offsetCount])}]: expected [begin, end]");
        SafetensorsEntry entry = new(name, typeName, shape, offsets[0], offsets[1]);
        if (entry.Type is { } type && (long)shape.ElementCount * ElementTypes.SizeOf(type) is var expected && expected != entry.ByteCount)
            throw Invalid(
                $"'{name}' of dtype {typeName} and shape {shape} takes {expected} bytes, but its data_offsets span {entry.ByteCount}");
        return entry;
    }

    /// <summary>The arrays have to follow one another without holes or overlaps, from the first byte of the data to the last.</summary>
    private readonly void CheckLayout(long? dataLength)
    {
        long end = 0;
        foreach (SafetensorsEntry entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.ByteCount))
        {
            if (entry.Begin != end)
            {
                throw Invalid($"'{entry.Name}' begins at byte {entry.Begin} of the data, where {end} is expected: " +
                    "arrays must leave no holes and not overlap");
            }
            end += entry.ByteCount;
        }
        if (dataLength is not null && end != dataLength)
            throw Invalid($"the arrays take {end} bytes, but {dataLength} bytes of data follow the header");
    }

    /// <summary>The next key of an object, or null at its end.</summary>
    private string? ReadKey()
    {
        json.Read();
        return json.TokenType == JsonTokenType.EndObject ? null : ReadText("a name", SafetensorsLimits.NameLength);
    }

    private string ReadTypeName(string name)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.String) throw Invalid($"the dtype of '{name}' is no string");
        return ReadText("a dtype", SafetensorsLimits.NameLength);
    }

    /// <summary>Reads as many numbers as there is room for, and says how many they are.</summary>
    private int ReadNumbers(string name, string key, scoped Span<long> numbers)
    {
        if (!ReadStart(JsonTokenType.StartArray)) throw Invalid($"the {key} of '{name}' is not a list");
        int count = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long number) || number < 0)
                throw Invalid($"the {key} of '{name}' holds something else than whole numbers from 0 to {long.MaxValue}");
            if (count == numbers.Length) throw Invalid($"the {key} of '{name}' has more than {numbers.Length} numbers");
            numbers[count++] = number;
        }
        return count;
    }

    private bool ReadStart(JsonTokenType start)
    {
        json.Read();
        return json.TokenType == start;
    }

    private string ReadText(string what, int limit)
    {
        int length = json.ValueSpan.Length;
        if (length > limit) throw Invalid($"{what} takes {length} bytes: at most {limit} are allowed");
        textLength += length;
        if (textLength > SafetensorsLimits.TextLength)
            throw Invalid($"names and metadata take more than {SafetensorsLimits.TextLength} bytes");
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException broken)
        {
            throw new InvalidDataException($"{file}: {what} in the header is not valid text.", broken);
        }
    }

    private static string Join(ReadOnlySpan<long> numbers) => string.Join(", ", numbers.ToArray());

    private readonly InvalidDataException Invalid(string problem) => new($"{file}: {problem}.");
}

/// <summary>Limits of the header of a safetensors file, in bytes where nothing else is said: memory stays in proportion to the
/// file.</summary>
internal static class SafetensorsLimits
{
    public const int HeaderLength = 100_000_000; // The format's own.
    public const int EntryCount = 100_000; // Arrays, and as many entries of metadata.
    public const int NameLength = 1024; // As the header's JSON encodes it.
    public const int TextLength = 16 * 1024 * 1024; // All names and metadata together.
    public const int Depth = 3; // An object of objects of lists.
    public const string MetadataKey = "__metadata__";
}
