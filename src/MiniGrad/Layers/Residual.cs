namespace MiniGrad.Layers;

/// <summary>A residual block: <c>y = F(x) + S(x)</c> with an inner layer F and a shortcut S around it, by default <c>S(x) = x</c>, through
/// which gradients reach the layers in front undiminished. F and S give outputs of one shape.</summary>
/// <remarks>He, Zhang, Ren and Sun, "Deep residual learning for image recognition", 2016. The inner layer is <c>inner</c>, a shortcut of
/// one's own <c>shortcut</c>.</remarks>
public sealed class Residual<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Layer<T> inner;
    private readonly Layer<T>? shortcut;

    /// <param name="inner">F; often a <see cref="Sequential{T}"/>.</param>
    /// <param name="shortcut">S, such as a linear layer where the sizes of F's input and output differ. Default: the input itself.</param>
    public Residual(Layer<T> inner, Layer<T>? shortcut = null)
    {
        this.inner = Register(nameof(inner), inner);
        if (shortcut is not null) this.shortcut = Register(nameof(shortcut), shortcut);
    }

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input)
    {
        Tensor<T> around = shortcut is null ? input : shortcut.Forward(input), through = inner.Forward(input);
        if (around.Shape != through.Shape)
            throw new ArgumentException(
                $"{Description}: expected one shape from the inner layer and the shortcut, got {through.Shape} and {around.Shape}" +
                (shortcut is null ? "; where the inner layer changes the size, give a shortcut that does so too." : "."), nameof(input));
        return through + around;
    }
}
