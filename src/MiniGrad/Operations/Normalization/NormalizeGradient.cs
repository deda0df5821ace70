using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>G(u) = r·(u − mean u − y·mean(u·y)) with u = g·scale and y = N(x), without the mean of u where rows are normalised around 0.
/// With the gradient h: ∂/∂g = scale·G(h), ∂/∂scale = the sum of the rows of g·G(h), ∂/∂x = −r·(y·mean(h·G(u)) + G(h)·mean(u·y) +
/// G(u)·mean(h·y)).</summary>
internal sealed class NormalizeGradientOperation<T>(Normalized<T> normalized, Tensor<T> g, Tensor<T>? scale)
    : Operation<T>(scale is null ? [normalized.X, g, normalized.Statistics] : [normalized.X, g, normalized.Statistics, scale])
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("normalisation", kind), ("epsilon", epsilon));

    private readonly NormalizationKind kind = normalized.Kind;
    private readonly T epsilon = normalized.Epsilon;

    private Normalized<T> Normalized => new(kind, Input(0), Input(2), epsilon);

    protected override Shape InferShape() => Input(0).Shape;

    protected override void Forward(Span<T> output)
    {
        Shape shape = Input(0).Shape;
        ReadOnlySpan<T> factors = InputCount > 3 ? Input(3).Span : [];
        NormalizationKernel.Backward(kind, Input(0).Span, factors, Input(1).Span, shape[0], shape[1], Input(2).Span, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Normalized<T> normalized = Normalized;
        Tensor<T> g = Input(1), back = normalized.Gradient(gradient, scale: null);
        Tensor<T>? scale = InputCount > 3 ? Input(3) : null;
        if (sink.Needs(1)) sink.Add(1, scale is null ? back : back * scale);
        if (scale is not null && sink.Needs(3)) sink.Add(3, (g * back).Sum([0]));
        if (!sink.Needs(0)) return;
        Tensor<T> y = normalized.Value(), u = scale is null ? g : g * scale;
        Tensor<T> sum = y * normalized.Mean(gradient * Output) + back * normalized.Mean(u * y) + Output * normalized.Mean(gradient * y);
        sink.Add(0, -(normalized.Inverse() * sum));
    }
}

/// <summary>The sum of the rows of g·N(x). With the gradient h: ∂/∂g = h·N(x), ∂/∂x = that of N(x)·h.</summary>
internal sealed class NormalizeScaleGradientOperation<T>(Normalized<T> normalized, Tensor<T> g) : Operation<T>(normalized.X, g,
    normalized.Statistics)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("normalisation", kind), ("epsilon", epsilon));

    private readonly NormalizationKind kind = normalized.Kind;
    private readonly T epsilon = normalized.Epsilon;

    private Normalized<T> Normalized => new(kind, First, Third, epsilon);

    protected override Shape InferShape() => Shape.Create(First.Shape[1]);

    protected override void Forward(Span<T> output) =>
        NormalizationKernel.ScaleGradient(kind, First.Span, Second.Span, First.Shape[0], First.Shape[1], Third.Span, output);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(0)) sink.Add(0, Normalized.Gradient(Input(1), gradient));
        if (sink.Needs(1)) sink.Add(1, Normalized.Value() * gradient);
    }
}
