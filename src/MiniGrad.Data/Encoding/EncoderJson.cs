using System.Text;

namespace MiniGrad.Data;

/// <summary>Writes the rules of a <see cref="TableEncoder"/> as JSON and reads them with every check.</summary>
internal static class EncoderJson
{
    private const string Format = "minigrad-table-encoder";
    private const int Version = 2;

    private static readonly JsonDocumentOptions options = new() { AllowDuplicateProperties = false };

    public static string Write(IEnumerable<ColumnEncoding> columns, TargetEncoding target)
    {
        using var bytes = new MemoryStream();
        Write(bytes, columns, target);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    /// <summary>Writes the same as UTF-8.</summary>
    public static void Write(Stream stream, IEnumerable<ColumnEncoding> columns, TargetEncoding target)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteNumber("version", Version);
        json.WriteString("target", target.Name);
        if (target.Classes is { } classes) json.WriteCategories("classes", classes);
        json.WriteStartArray("columns");
        foreach (ColumnEncoding column in columns)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            column.WriteTo(json);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <exception cref="InvalidDataException">The text is not of the form that is written.</exception>
    public static TableEncoder Read(string text) => Read(() => JsonDocument.Parse(text, options));

    /// <exception cref="InvalidDataException">What comes until the end is not of the form that is written.</exception>
    public static TableEncoder Read(Stream stream) => Read(() => JsonDocument.Parse(stream, options));

    private static TableEncoder Read(Func<JsonDocument> parse)
    {
        try
        {
            using JsonDocument document = parse();
            return Read(document.RootElement);
        }
        // Half of a surrogate pair raises the last two: as an escape sequence and as a character.
        catch (Exception trouble) when (trouble is JsonException or InvalidDataException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidDataException($"TableEncoder: {trouble.Message.TrimEnd('.')}.", trouble);
        }
    }

    private static TableEncoder Read(JsonElement json)
    {
        if (json.Text("format") != Format) throw new InvalidDataException($"the format is '{json.Text("format")}': expected '{Format}'");
        double version = json.Number("version");
        if (version is not (1 or Version))
        {
            throw new InvalidDataException(
                Invariant($"the version is {version}: expected 1 or {Version}; a later version of MiniGrad may read it"));
        }
        List<ColumnEncoding> columns = [.. json.Items("columns").Select(ReadColumn)];
        Categories? classes = json.TryGetProperty("classes", out _) ? json.Categories("classes", "the target") : null;
        if (classes?.Texts.Count < 2) throw new InvalidDataException("there are fewer than two classes");
        TargetEncoding target = new(json.Text("target"), classes);
        HashSet<string> names = [target.Name];
        foreach (ColumnEncoding column in columns)
            if (!names.Add(column.Name)) throw new InvalidDataException($"the column '{column.Name}' is there twice");
        TableEncoder encoder = new(columns, target);
        return encoder.FeatureNames.Count > 0 ? encoder : throw new InvalidDataException("there are no features");
    }

    private static ColumnEncoding ReadColumn(JsonElement json)
    {
        string name = json.Text("name");
        return json.Text("role") switch
        {
            "number" => NumberEncoding.Read(name, json),
            "category" => CategoryEncoding.Read(name, json),
            "boolean" => BooleanEncoding.Read(name, json),
            "date" => DateEncoding.Read(name, json),
            "leftOut" => LeftOutColumn.Read(name, json),
            string role => throw new InvalidDataException(
                $"the role of column '{name}' is '{role}': expected number, category, boolean, date or leftOut"),
        };
    }
}
