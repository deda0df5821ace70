using System.Text.Json;
using MiniGrad.Layers;

namespace MiniGrad.Serialization;

/// <summary>How layers of one class are written to a network file and made from it.</summary>
internal abstract class LayerKind<T>(string name) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The name in files: that of the class.</summary>
    public string Name => name;

    public abstract bool IsOf(Layer<T> layer);

    /// <summary>Writes the settings of a layer, each under a name, into the object that was begun.</summary>
    public abstract void Write(Layer<T> layer, Utf8JsonWriter json, Action<Layer<T>> writeInner);

    public abstract Layer<T> Make(LayerSettings<T> settings);
}

/// <inheritdoc/>
internal sealed class LayerKind<T, TLayer>(
    Action<TLayer, Utf8JsonWriter, Action<Layer<T>>> write, Func<LayerSettings<T>, TLayer> make)
    : LayerKind<T>(typeof(TLayer).Name.Split('`')[0])
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TLayer : Layer<T>
{
    public override bool IsOf(Layer<T> layer) => layer is TLayer;

    public override void Write(Layer<T> layer, Utf8JsonWriter json, Action<Layer<T>> writeInner) => write((TLayer)layer, json, writeInner);

    public override Layer<T> Make(LayerSettings<T> settings) => make(settings);
}
