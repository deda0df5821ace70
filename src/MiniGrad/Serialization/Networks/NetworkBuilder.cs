using System.Text.Json;
using MiniGrad.Layers;

namespace MiniGrad.Serialization;

/// <summary>Makes layers as a network file describes them. A layer that is used twice is there once, and then by its number: layers are
/// counted from 0 in the order in which their descriptions begin.</summary>
/// <param name="random">Draws what layers draw in training.</param>
/// <param name="elements">How many numbers the weights may have.</param>
internal sealed class NetworkBuilder<T>(Random random, double elements) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public const string KindKey = "kind", SameKey = "same";

    private readonly List<Layer<T>?> made = [];
    private double left = elements;

    public Random Random => random;

    public bool Claim(double count) => count >= 0 && (left -= count) >= 0;

    /// <exception cref="InvalidDataException">It is no layer that this version knows.</exception>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public Layer<T> Make(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new InvalidDataException($"expected a layer, got {json.ValueKind}");
        if (json.TryGetProperty(SameKey, out JsonElement same))
        {
            return same.ValueKind == JsonValueKind.Number && same.TryGetInt32(out int place) && place >= 0 && place < made.Count
                && made[place] is { } before ? before
                : throw new InvalidDataException($"expected the number of a layer before for '{SameKey}', got {same.GetRawText()}");
        }
        string? name = json.TryGetProperty(KindKey, out JsonElement kindOf) && kindOf.ValueKind == JsonValueKind.String
            ? kindOf.GetString() : throw new InvalidDataException($"expected a layer with a '{KindKey}'");
        LayerKind<T> kind = LayerKinds<T>.All.FirstOrDefault(kind => kind.Name == name)
            ?? throw new InvalidDataException($"there is no layer of the kind '{name}' in this version");
        int number = made.Count;
        made.Add(null);
        LayerSettings<T> settings = new(json, kind.Name, this);
        Layer<T> layer = kind.Make(settings);
        settings.CheckAllRead();
        made[number] = layer;
        return layer;
    }
}
