using System.Text.Json;

namespace MiniGrad.Data;

/// <summary>Takes what is expected from a JSON object, or says that it is not there.</summary>
internal static class JsonFields
{
    public static string Text(this JsonElement json, string name) => json.Field(name, JsonValueKind.String).GetString()!;

    public static double Number(this JsonElement json, string name)
    {
        JsonElement field = json.Field(name, JsonValueKind.Number);
        return field.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw new InvalidDataException($"'{name}' is more than a double holds");
    }

    public static bool Boolean(this JsonElement json, string name) =>
        json.Field(name) is { ValueKind: JsonValueKind.True or JsonValueKind.False } field ? field.GetBoolean() : throw Unfit(name, "true or false", json.Field(name));

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) => json.Field(name, JsonValueKind.Array).EnumerateArray();

    public static Categories Categories(this JsonElement json, string name, string owner)
    {
        List<string> texts = [];
        foreach (JsonElement item in json.Items(name)) texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Unfit(name, "strings", item));
        try
        {
            return new Categories(texts, json.Boolean($"{name}AreNumbers"));
        }
        catch (ArgumentException)
        {
            throw new InvalidDataException($"'{name}' of {owner} has one text twice");
        }
    }

    public static void WriteCategories(this Utf8JsonWriter json, string name, Categories categories)
    {
        json.WriteTexts(name, categories.Texts);
        json.WriteBoolean($"{name}AreNumbers", categories.AreNumbers);
    }

    private static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static JsonElement Field(this JsonElement json, string name, JsonValueKind kind) =>
        json.Field(name) is { } field && field.ValueKind == kind ? field : throw Unfit(name, kind.ToString().ToLowerInvariant(), json.Field(name));

    private static JsonElement Field(this JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"expected an object with '{name}', got {json.ValueKind.ToString().ToLowerInvariant()}");
        return json.TryGetProperty(name, out JsonElement field) ? field : throw new InvalidDataException($"there is no '{name}'");
    }

    private static InvalidDataException Unfit(string name, string expected, JsonElement got) =>
        new($"'{name}': expected {expected}, got {got.ValueKind.ToString().ToLowerInvariant()}");
}
