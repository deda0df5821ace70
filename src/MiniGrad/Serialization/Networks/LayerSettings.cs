using System.Text.Json;
using MiniGrad.Layers;
using static System.FormattableString;

namespace MiniGrad.Serialization;

/// <summary>Reads what a network file says of one layer. Whatever is not right is refused by an <see cref="InvalidDataException"/> that
/// names the layer's kind, and so is a setting that nobody asked for.</summary>
/// <param name="json">An object with a kind and settings.</param>
/// <param name="kind">The kind.</param>
/// <param name="plan">Makes the layers inside.</param>
internal sealed class LayerSettings<T>(JsonElement json, string kind, NetworkBuilder<T> plan)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly HashSet<string> read = new(StringComparer.Ordinal);

    /// <summary>Draws what layers draw in training. Nothing is drawn for weights, which are in the file.</summary>
    public Random Random => plan.Random;

    public int Int(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } found && found.TryGetInt32(out int number)
            ? number : throw Wrong(name, "a whole number");

    public int? OptionalInt(string name) => Find(name) is null or { ValueKind: JsonValueKind.Null } ? null : Int(name);

    public double Number(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Number } found && found.TryGetDouble(out double number)
            ? number : throw Wrong(name, "a number");

    public bool Flag(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(name, "true or false"),
    };

    public TEnum Choice<TEnum>(string name) where TEnum : struct, Enum
    {
        string expected = $"one of {string.Join(", ", Enum.GetNames<TEnum>())}";
        string? text = Find(name) is { ValueKind: JsonValueKind.String } found ? found.GetString() : null;
        return Enum.TryParse(text, out TEnum value) && value.ToString() == text ? value : throw Wrong(name, expected);
    }

    public int[] Ints(string name)
    {
        List<int> numbers = [];
        foreach (JsonElement item in Items(name))
            numbers.Add(item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int number)
                ? number : throw Wrong(name, "whole numbers"));
        return [.. numbers];
    }

    public Layer<T> Layer(string name) => plan.Make(Find(name) ?? throw Wrong(name, "a layer"));

    public Layer<T>? OptionalLayer(string name) => Find(name) is null or { ValueKind: JsonValueKind.Null } ? null : Layer(name);

    public Layer<T>[] Layers(string name) => [.. Items(name).Select(plan.Make)];

    /// <summary>Asks for memory before a layer is made: there are so many numbers in its weights, and the file must hold them.</summary>
    public void Claim(double elements)
    {
        if (!plan.Claim(elements))
            throw new InvalidDataException(Invariant($"{kind}: it would have {elements:F0} weights, more than are left in the file"));
    }

    /// <summary>Throws if there is a setting that was not read.</summary>
    public void CheckAllRead()
    {
        foreach (JsonProperty property in json.EnumerateObject())
            if (!read.Contains(property.Name) && property.Name != NetworkBuilder<T>.KindKey)
                throw new InvalidDataException($"{kind}: there is no setting '{property.Name}'");
    }

    private JsonElement? Find(string name)
    {
        read.Add(name);
        return json.TryGetProperty(name, out JsonElement found) ? found : null;
    }

    private JsonElement.ArrayEnumerator Items(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : throw Wrong(name, "a list");

    private InvalidDataException Wrong(string name, string expected) => new(
        $"{kind}: expected {expected} for '{name}', got {(json.TryGetProperty(name, out JsonElement found) ? Shown(found) : "nothing")}");

    private static string Shown(JsonElement value)
    {
        const int Most = 60;
        string text = value.GetRawText();
        return text.Length <= Most ? text : text[..Most] + "…";
    }
}
