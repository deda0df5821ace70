namespace MiniGrad.Layers;

/// <summary>Layer normalisation: <c>y = γ·(x − μ) / √(σ² + ε) + β</c> with the mean μ and the variance <c>σ² = Σ(x − μ)² / n</c> of the n
/// elements of the last axes, of each sample for itself. Input and output [..., shape]. Training and inference do not differ.</summary>
/// <remarks>Ba, Kiros and Hinton, "Layer normalization", 2016.</remarks>
public sealed class LayerNormalization<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="shape">The sizes of the last axes, which are normalised together; each at least 1.</param>
    /// <param name="epsilon">ε, above 0. Default: 1e-5.</param>
    /// <param name="affine">Whether to learn γ, which starts at 1, and β, which starts at 0. Otherwise they stay 1 and 0.</param>
    /// <exception cref="ArgumentException">There are no axes, or one has no elements.</exception>
    /// <exception cref="ArgumentOutOfRangeException">ε is out of its range.</exception>
    public LayerNormalization(Shape shape, double epsilon = 1e-5, bool affine = true)
    {
        NormalizationSettings.CheckShape(nameof(LayerNormalization<T>), shape);
        NormalizationSettings.CheckEpsilon<T>(nameof(LayerNormalization<T>), epsilon);
        Shape = shape;
        Epsilon = epsilon;
        if (!affine) return;
        Weight = Register("weight", new Parameter<T>(Tensor.Ones<T>(shape)));
        Bias = Register("bias", new Parameter<T>(Tensor.Zeros<T>(shape)));
    }

    /// <param name="features">The size of the last axis, which is normalised; at least 1.</param>
    /// <param name="epsilon">ε, above 0. Default: 1e-5.</param>
    /// <param name="affine">Whether there are γ and β. Default: yes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public LayerNormalization(int features, double epsilon = 1e-5, bool affine = true)
        : this(NormalizationSettings.LastAxis(nameof(LayerNormalization<T>), features), epsilon, affine) { }

    /// <summary>The sizes of the axes that are normalised together.</summary>
    public Shape Shape { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>γ, of <see cref="Shape"/>, or null.</summary>
    public Parameter<T>? Weight { get; }

    /// <summary>β, of <see cref="Shape"/>, or null.</summary>
    public Parameter<T>? Bias { get; }

    /// <inheritdoc/>
    public override string Description => $"LayerNormalization {string.Join(" × ", Shape)}";

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input) =>
        NormalizationSettings.Join(this, input, Shape).LayerNormalize(Weight?.Flatten(), Bias?.Flatten(), Epsilon).Reshape(input.Shape);
}
