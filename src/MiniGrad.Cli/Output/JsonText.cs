using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniGrad.Cli;

/// <summary>Results in JSON, for machines.</summary>
internal static class JsonText
{
    /// <summary>Letters stay what they are; only what JSON forbids is escaped.</summary>
    public static JsonWriterOptions Plain { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints a value on several lines.</summary>
    public static void Print(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Plain with { Indented = true })) write(json);
        Console.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>Writes a number; JSON has none that are not finite, which become text.</summary>
    public static void Figure(this Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteString(name, FormattableString.Invariant($"{value}"));
    }

    /// <summary>Writes texts as an array.</summary>
    public static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    /// <summary>Writes whole numbers, such as a shape, as an array on one line.</summary>
    public static void Integers(this Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WritePropertyName(name);
        json.IntegersValue(numbers);
    }

    /// <inheritdoc cref="Integers"/>
    public static void IntegersValue(this Utf8JsonWriter json, IEnumerable<int> numbers) =>
        json.WriteRawValue($"[{string.Join(", ", numbers.Select(number => FormattableString.Invariant($"{number}")))}]");

    /// <summary>Writes texts under names as an object.</summary>
    public static void Map(this Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> entries)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in entries) json.WriteString(key, value);
        json.WriteEndObject();
    }
}
