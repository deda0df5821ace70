using System.Runtime.InteropServices;
using System.Text;

namespace MiniGrad.Data;

/// <summary>Values in JSON as those of a row: numbers as a CSV file has them, with their spelling; null is missing.</summary>
internal static class JsonRowValue
{
    /// <param name="value">The value.</param>
    /// <param name="characters">Room for its text, if that is short.</param>
    /// <param name="needsSpelling">Whether it matters how a number is spelled.</param>
    public static RowValue Of(JsonElement value, Span<char> characters, bool needsSpelling)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                ReadOnlySpan<byte> digits = JsonMarshal.GetRawUtf8Value(value);
                if (!PlainNumber.TryRead(digits, (byte)'.', out double number, out _))
                    number = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
                return RowValue.Of(number, needsSpelling ? TextOf(digits, characters) : default);
            case JsonValueKind.String:
                ReadOnlySpan<byte> quoted = JsonMarshal.GetRawUtf8Value(value)[1..^1];
                return quoted.Contains((byte)'\\') ? Unescaped(value) : RowValue.Of(TextOf(quoted, characters));
            case JsonValueKind.True or JsonValueKind.False:
                return RowValue.Of(value.ValueKind == JsonValueKind.True);
            case JsonValueKind.Null:
                return RowValue.Missing;
            default:
                return RowValue.Refused($"expected a number, text, true, false or null, got {Describe(value.ValueKind)}.");
        }
    }

    public static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.Object => "an object",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Undefined => "nothing",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static ReadOnlySpan<char> TextOf(ReadOnlySpan<byte> bytes, Span<char> characters) =>
        bytes.Length <= characters.Length ? characters[..Encoding.UTF8.GetChars(bytes, characters)] : Encoding.UTF8.GetString(bytes);

    private static RowValue Unescaped(JsonElement value)
    {
        try
        {
            return RowValue.Of(value.GetString());
        }
        // Half of a surrogate pair.
        catch (InvalidOperationException error)
        {
            return RowValue.Refused($"the text in JSON is none: {error.Message}");
        }
    }
}
