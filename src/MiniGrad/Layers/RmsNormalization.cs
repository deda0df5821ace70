namespace MiniGrad.Layers;

/// <summary>Root mean square normalisation: <c>y = γ·x / √(Σx² / n + ε)</c> over the n elements of the last axes, of each sample for
/// itself. Input and output [..., shape]. Training and inference do not differ.</summary>
/// <remarks>Zhang and Sennrich, "Root mean square layer normalization", 2019. It leaves the mean as it is, and costs less.</remarks>
public sealed class RmsNormalization<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="shape">The sizes of the last axes, which are normalised together; each at least 1.</param>
    /// <param name="epsilon">ε, above 0. Default: 1e-5.</param>
    /// <param name="affine">Whether there is γ, which starts at 1. Default: yes; else it is 1 for good.</param>
    /// <exception cref="ArgumentException">There are no axes, or one has no elements.</exception>
    /// <exception cref="ArgumentOutOfRangeException">ε is out of its range.</exception>
    public RmsNormalization(Shape shape, double epsilon = 1e-5, bool affine = true)
    {
        NormalizationSettings.CheckShape(nameof(RmsNormalization<T>), shape);
        NormalizationSettings.CheckEpsilon<T>(nameof(RmsNormalization<T>), epsilon);
        Shape = shape;
        Epsilon = epsilon;
        if (affine) Weight = Register("weight", new Parameter<T>(Tensor.Ones<T>(shape)));
    }

    /// <param name="features">The size of the last axis, which is normalised; at least 1.</param>
    /// <param name="epsilon">ε, above 0. Default: 1e-5.</param>
    /// <param name="affine">Whether there is γ. Default: yes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public RmsNormalization(int features, double epsilon = 1e-5, bool affine = true)
        : this(NormalizationSettings.LastAxis(nameof(RmsNormalization<T>), features), epsilon, affine) { }

    /// <summary>The sizes of the axes that are normalised together.</summary>
    public Shape Shape { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>γ, of <see cref="Shape"/>, or null.</summary>
    public Parameter<T>? Weight { get; }

    /// <inheritdoc/>
    public override string Description => $"RmsNormalization {string.Join(" × ", Shape)}";

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input) =>
        NormalizationSettings.Join(this, input, Shape).RmsNormalize(Weight?.Flatten(), Epsilon).Reshape(input.Shape);
}
