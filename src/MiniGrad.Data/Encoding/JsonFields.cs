namespace MiniGrad.Data;

/// <summary>Takes fields from a JSON object, and refuses missing and unfit ones.</summary>
internal static class JsonFields
{
    public static string Text(this JsonElement json, string name) => json.Field(name, JsonValueKind.String).GetString()!;

    public static double Number(this JsonElement json, string name)
    {
        JsonElement field = json.Field(name, JsonValueKind.Number);
        return field.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : throw new InvalidDataException($"'{name}' is more than a double holds");
    }

    public static bool Boolean(this JsonElement json, string name)
    {
        JsonElement field = json.Field(name);
        if (field.ValueKind is JsonValueKind.True or JsonValueKind.False) return field.GetBoolean();
        throw Unfit(name, "true or false", field);
    }

    public static IEnumerable<JsonElement> Items(this JsonElement json, string name) =>
        json.Field(name, JsonValueKind.Array).EnumerateArray();

    public static List<string> Texts(this JsonElement json, string name)
    {
        List<string> texts = [];
        foreach (JsonElement item in json.Items(name))
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Unfit(name, "strings", item));
        return texts;
    }

    public static Categories Categories(this JsonElement json, string name, string owner)
    {
        List<string> texts = json.Texts(name);
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
        json.WriteStartArray(name);
        foreach (string text in categories.Texts) json.WriteStringValue(text);
        json.WriteEndArray();
        json.WriteBoolean($"{name}AreNumbers", categories.AreNumbers);
    }

    private static JsonElement Field(this JsonElement json, string name, JsonValueKind kind)
    {
        JsonElement field = json.Field(name);
        return field.ValueKind == kind ? field : throw Unfit(name, Name(kind), field);
    }

    private static JsonElement Field(this JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException($"expected an object with '{name}', got {Name(json.ValueKind)}");
        return json.TryGetProperty(name, out JsonElement field) ? field : throw new InvalidDataException($"there is no '{name}'");
    }

    private static InvalidDataException Unfit(string name, string expected, JsonElement got) =>
        new($"'{name}': expected {expected}, got {Name(got.ValueKind)}");

    private static string Name(JsonValueKind kind) => kind.ToString().ToLowerInvariant();
}
