namespace MiniGrad.Layers;

/// <summary>An activation as a layer: <c>H = σ(Z)</c>, of the input's shape, without parameters.</summary>
public sealed class ActivationLayer<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The layer of an activation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The activation is not one of the defined ones.</exception>
    public ActivationLayer(Activation activation) => Activation = Guard.Defined(activation, nameof(ActivationLayer<T>));

    /// <summary>σ.</summary>
    public Activation Activation { get; }

    /// <inheritdoc/>
    public override string Description => Activation.ToString();

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input) => Activation.Apply(input);
}
