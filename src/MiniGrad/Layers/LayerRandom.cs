namespace MiniGrad.Layers;

/// <summary>Where an operation's random numbers come from: the same, if it is one layer, whatever it draws from, or one
/// generator.</summary>
/// <param name="layer">The layer whose generator it is.</param>
internal sealed class LayerRandom<T>(Layer<T> layer) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Layer<T> layer = layer;

    public override bool Equals(object? other) =>
        other is LayerRandom<T> source && (ReferenceEquals(layer, source.layer) || ReferenceEquals(layer.Random, source.layer.Random));

    public override int GetHashCode() => 0;

    public override string ToString() => $"{layer.Description} with {layer.Random}";
}
