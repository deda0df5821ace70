using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary><c>eˣⁱ / Σⱼ eˣʲ</c> along an axis: non-negative numbers that sum to 1. Computed from <c>x − max x</c>, so that it does not
    /// overflow.</summary>
    /// <param name="axis">The axis, from either end. Default: the last, so that each row of a matrix becomes a probability vector.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    public Tensor<T> Softmax(int axis = -1) => ApplyAlong(axis, static x => new SoftmaxOperation<T>(x).Apply());
}

/// <summary>Along the last axis. ∂/∂x = y·(g − Σ g·y).</summary>
internal sealed class SoftmaxOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => SoftmaxKernel.Forward(Input(0).Span, OutputShape.Rows, OutputShape[-1], output);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new SoftmaxGradientOperation<T>(Output, gradient));
}

/// <summary>y·(g − Σ g·y). ∂/∂y = h·(g − Σ g·y) − g·Σ h·y, ∂/∂g = y·(h − Σ h·y).</summary>
internal sealed class SoftmaxGradientOperation<T>(Tensor<T> y, Tensor<T> g) : Operation<T>(y, g)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override Shape InferShape() => Input(0).Shape;

    protected override void Forward(Span<T> output) =>
        SoftmaxKernel.Backward(Input(0).Span, Input(1).Span, OutputShape.Rows, OutputShape[-1], output);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> y = Input(0), g = Input(1);
        if (sink.Needs(0)) sink.Add(0, gradient * (g - Dot(g, y)) - g * Dot(gradient, y));
        if (sink.Needs(1)) sink.Add(1, new SoftmaxGradientOperation<T>(y, gradient));
    }

    private static Tensor<T> Dot(Tensor<T> a, Tensor<T> b) => (a * b).Sum([-1], keepDimensions: true);
}
