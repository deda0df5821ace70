using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>
    /// <c>eˣⁱ / Σⱼ eˣʲ</c> along an axis: non-negative numbers that sum to 1. Computed from <c>x − max x</c>, so that it does not overflow.
    /// </summary>
    /// <param name="axis">The axis, from either end. Default: the last, so that each row of a matrix becomes a probability vector.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    public Tensor<T> Softmax(int axis = -1) => new SoftmaxOperation<T>(this, Shape.NormalizeAxis(axis)).Apply();
}

/// <summary>∂/∂x = y·(g − Σ g·y).</summary>
internal sealed class SoftmaxOperation<T>(Tensor<T> x, int axis) : AxisOperation<T>(x, axis) where T : unmanaged,
    IBinaryFloatingPointIeee754<T>
{
    protected override void Forward(Span<T> output)
    {
        (int outer, int count, int inner) = Extent;
        SoftmaxKernel.Forward(Input(0).Span, outer, count, inner, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new SoftmaxGradientOperation<T>(Output, gradient, Axis));
}

/// <summary>y·(g − Σ g·y). ∂/∂y = h·(g − Σ g·y) − g·Σ h·y, ∂/∂g = y·(h − Σ h·y).</summary>
internal sealed class SoftmaxGradientOperation<T>(Tensor<T> y, Tensor<T> g, int axis) : AxisOperation<T>(y, g, axis)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Forward(Span<T> output)
    {
        (int outer, int count, int inner) = Extent;
        SoftmaxKernel.Backward(Input(0).Span, Input(1).Span, outer, count, inner, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> y = Input(0), g = Input(1);
        if (sink.Needs(0)) sink.Add(0, gradient * (g - Dot(g, y)) - g * Dot(gradient, y));
        if (sink.Needs(1)) sink.Add(1, new SoftmaxGradientOperation<T>(y, gradient, Axis));
    }

    private Tensor<T> Dot(Tensor<T> a, Tensor<T> b) => (a * b).Sum([Axis], keepDimensions: true);
}
