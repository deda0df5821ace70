using System.Text.Json;
using MiniGrad.Layers;

namespace MiniGrad.Serialization;

/// <summary>Describes layers for a network file, as <see cref="NetworkBuilder{T}"/> reads them.</summary>
internal sealed class NetworkWriter<T>(Utf8JsonWriter json) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Dictionary<Layer<T>, int> numbers = new(ReferenceEqualityComparer.Instance);

    /// <exception cref="NotSupportedException">A layer is of no class of the library.</exception>
    public void Write(Layer<T> layer)
    {
        json.WriteStartObject();
        if (numbers.TryGetValue(layer, out int number)) json.WriteNumber(NetworkBuilder<T>.SameKey, number);
        else
        {
            numbers.Add(layer, numbers.Count);
            LayerKind<T> kind = LayerKinds<T>.All.FirstOrDefault(kind => kind.IsOf(layer)) ?? throw new NotSupportedException(
                $"NetworkFile: the layer '{layer.Description}' is of the class {layer.GetType().Name}, which is not one of the " +
                "library's; save its weights with Weights.Save, and load them into a network that your program makes.");
            json.WriteString(NetworkBuilder<T>.KindKey, kind.Name);
            kind.Write(layer, json, Write);
        }
        json.WriteEndObject();
    }
}
