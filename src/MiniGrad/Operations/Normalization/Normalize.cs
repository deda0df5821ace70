using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>Batch normalisation: <c>(x − μ) / √(σ² + ε) · scale + shift</c> with the mean μ and the variance <c>σ² = Σ(x − μ)² / n</c>
    /// of the n elements that have one place along the last axis, over all other axes: of each column of a batch [samples,
    /// features].</summary>
    /// <remarks>Ioffe and Szegedy, "Batch normalization: accelerating deep network training by reducing internal covariate shift", 2015.
    /// Gradients flow through μ and σ² too.</remarks>
    /// <param name="scale">A factor for each place along the last axis. Default: 1.</param>
    /// <param name="shift">What is added for each place along the last axis, where there is a scale. Default: 0.</param>
    /// <param name="epsilon">ε, above 0: what keeps columns of equal elements from being divided by 0. Default: 1e-5.</param>
    /// <exception cref="ArgumentException">There is no last axis, scale or shift are not of its size, or there is a shift without a
    /// scale.</exception>
    /// <exception cref="ArgumentOutOfRangeException">ε is not above 0.</exception>
    public Tensor<T> BatchNormalize(Tensor<T>? scale = null, Tensor<T>? shift = null, double epsilon = 1e-5) =>
        new NormalizeOperation<T>(NormalizationKind.Columns, this, scale, shift, epsilon).ApplyLike(this);

    /// <summary>Layer normalisation: <c>(x − μ) / √(σ² + ε) · scale + shift</c> with the mean μ and the variance <c>σ² = Σ(x − μ)² / n</c>
    /// of the n elements along the last axis.</summary>
    /// <remarks>Ba, Kiros and Hinton, "Layer normalization", 2016. Gradients flow through μ and σ² too.</remarks>
    /// <param name="scale">A factor for each place along the last axis. Default: 1.</param>
    /// <param name="shift">What is added for each place along the last axis, where there is a scale. Default: 0.</param>
    /// <param name="epsilon">ε, above 0: what keeps rows of equal elements from being divided by 0. Default: 1e-5.</param>
    /// <exception cref="ArgumentException">There is no last axis, scale or shift are not of its size, or there is a shift without a
    /// scale.</exception>
    /// <exception cref="ArgumentOutOfRangeException">ε is not above 0.</exception>
    public Tensor<T> LayerNormalize(Tensor<T>? scale = null, Tensor<T>? shift = null, double epsilon = 1e-5) =>
        new NormalizeOperation<T>(NormalizationKind.Rows, this, scale, shift, epsilon).ApplyLike(this);

    /// <summary>Root mean square normalisation: <c>x / √(Σx² / n + ε) · scale</c> over the n elements along the last axis.</summary>
    /// <remarks>Zhang and Sennrich, "Root mean square layer normalization", 2019. Gradients flow through the root mean square
    /// too.</remarks>
    /// <param name="scale">A factor for each place along the last axis. Default: 1.</param>
    /// <param name="epsilon">ε, above 0: what keeps rows of zeros from being divided by 0. Default: 1e-5.</param>
    /// <exception cref="ArgumentException">There is no last axis, or the scale is not of its size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">ε is not above 0.</exception>
    public Tensor<T> RmsNormalize(Tensor<T>? scale = null, double epsilon = 1e-5) =>
        new NormalizeOperation<T>(NormalizationKind.RowsAroundZero, this, scale, shift: null, epsilon).ApplyLike(this);
}

/// <summary>N(x)·scale + shift of a matrix x, where N normalises columns or rows. ∂/∂x and ∂/∂scale are operations of their own, ∂/∂shift =
/// the sum of the rows of g.</summary>
/// <remarks>Means, variances and inverse deviations are kept beside the output: the derivative needs them, and so do running
/// averages.</remarks>
internal sealed class NormalizeOperation<T> : Operation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("normalisation", kind), ("epsilon", epsilon));

    private readonly NormalizationKind kind;
    private readonly T epsilon;
    private Tensor<T>? statistics;

    public NormalizeOperation(NormalizationKind kind, Tensor<T> x, Tensor<T>? scale, Tensor<T>? shift, double epsilon)
        : base(Inputs(kind, x, scale, shift))
    {
        this.kind = kind;
        this.epsilon = T.CreateTruncating(epsilon);
        Guard.That(this.epsilon > T.Zero, epsilon, "above 0", Name, "ε");
    }

    public override string Name => NameOf(kind);

    /// <summary>The mean, the variance, the inverse deviation and the rest of the mean of each column or row, one below the other; known
    /// once the operation is applied.</summary>
    public Tensor<T> Statistics => statistics!;

    internal override Tensor<T>? ByProduct => statistics;

    protected internal override bool ReleasesGradient => true;

    /// <summary>Applies the operation to the matrix that a tensor of any rank was made of, and gives the output that tensor's
    /// shape.</summary>
    public Tensor<T> ApplyLike(Tensor<T> x) => Apply().Reshape(x.Shape);

    protected override Shape InferShape() => Input(0).Shape;

    protected override void Forward(Span<T> output)
    {
        Shape shape = Input(0).Shape;
        statistics ??= new Tensor<T>(
            new T[NormalizationKernel.StatisticCount * shape[kind == NormalizationKind.Columns ? 1 : 0]],
            Shape.Create(NormalizationKernel.StatisticCount, shape[kind == NormalizationKind.Columns ? 1 : 0]));
        ReadOnlySpan<T> scale = InputCount > 1 ? Input(1).Span : [], shift = InputCount > 2 ? Input(2).Span : [];
        NormalizationKernel.Forward(kind, Input(0).Span, scale, shift, shape[0], shape[1], epsilon, statistics.Buffer, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T>? scale = InputCount > 1 ? Input(1) : null;
        Normalized<T> normalized = new(kind, Input(0), Statistics, epsilon);
        if (sink.Needs(0)) sink.Add(0, new NormalizeGradientOperation<T>(normalized, gradient, scale));
        if (scale is not null && sink.Needs(1)) sink.Add(1, new NormalizeScaleGradientOperation<T>(normalized, gradient));
        if (InputCount > 2) sink.Add(2, new RowSum<T>(gradient));
    }

    private static Tensor<T>[] Inputs(NormalizationKind kind, Tensor<T> x, Tensor<T>? scale, Tensor<T>? shift)
    {
        if (x.Rank == 0)
            throw new ArgumentException($"{NameOf(kind)}: expected a tensor of at least one axis, got shape {x.Shape}.", nameof(x));
        if (shift is not null && scale is null)
            throw new ArgumentException($"{NameOf(kind)}: a shift needs a scale, got none.", nameof(scale));
        Check(kind, x, scale, nameof(scale));
        Check(kind, x, shift, nameof(shift));
        Tensor<T> matrix = x.Rank == 2 ? x : x.Reshape(Shape.Create(x.Shape.Product(0, x.Rank - 1), x.Shape[-1]));
        return (scale, shift) switch { (null, _) => [matrix], (_, null) => [matrix, scale], _ => [matrix, scale, shift] };
    }

    private static void Check(NormalizationKind kind, Tensor<T> x, Tensor<T>? vector, string name)
    {
        if (vector is not null && (vector.Rank != 1 || vector.Shape[0] != x.Shape[-1]))
            throw new ArgumentException(
                $"{NameOf(kind)}: expected a {name} of shape [{x.Shape[-1]}] for an input of shape {x.Shape}, got {vector.Shape}.", name);
    }

    private static string NameOf(NormalizationKind kind) => kind switch
    {
        NormalizationKind.Columns => nameof(Tensor<T>.BatchNormalize),
        NormalizationKind.Rows => nameof(Tensor<T>.LayerNormalize),
        _ => nameof(Tensor<T>.RmsNormalize),
    };
}
