namespace MiniGrad.Layers;

/// <summary>Layers one after the other: each takes the output of the one before. They are named <c>layers.0</c>, …</summary>
public sealed class Sequential<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The given layers, in their order.</summary>
    /// <exception cref="ArgumentException">There are no layers.</exception>
    public Sequential(params ReadOnlySpan<Layer<T>> layers)
    {
        Guard.NotEmpty(layers.Length, nameof(Sequential<T>), "layer", nameof(layers));
        for (int i = 0; i < layers.Length; i++) Register($"layers.{i}", layers[i]);
    }

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input)
    {
        foreach ((_, Layer<T> layer) in Children) input = layer.Forward(input);
        return input;
    }
}
