using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>
    /// The logarithm of softmax, <c>xᵢ − log Σⱼ eˣʲ</c>, along an axis; computed directly, so that small probabilities keep their
    /// precision.
    /// </summary>
    /// <param name="axis">The axis, from either end. Default: the last.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    public Tensor<T> LogSoftmax(int axis = -1) => new LogSoftmaxOperation<T>(this, Shape.NormalizeAxis(axis)).Apply();
}

/// <summary>∂/∂x = g − eʸ·Σ g.</summary>
internal sealed class LogSoftmaxOperation<T>(Tensor<T> x, int axis) : AxisOperation<T>(x, axis) where T : unmanaged,
    IBinaryFloatingPointIeee754<T>
{
    protected override void Forward(Span<T> output)
    {
        (int outer, int count, int inner) = Extent;
        SoftmaxKernel.LogForward(Input(0).Span, outer, count, inner, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new LogSoftmaxGradientOperation<T>(Output, gradient, Axis));
}

/// <summary>g − eʸ·Σ g. ∂/∂y = −h·eʸ·Σ g, ∂/∂g = h − Σ h·eʸ.</summary>
internal sealed class LogSoftmaxGradientOperation<T>(Tensor<T> y, Tensor<T> g, int axis) : AxisOperation<T>(y, g, axis)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected override void Forward(Span<T> output)
    {
        (int outer, int count, int inner) = Extent;
        SoftmaxKernel.LogBackward(Input(0).Span, Input(1).Span, outer, count, inner, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> weighted = gradient * Input(0).Exp();
        if (sink.Needs(0)) sink.Add(0, -(weighted * Input(1).Sum([Axis], keepDimensions: true)));
        if (sink.Needs(1)) sink.Add(1, gradient - weighted.Sum([Axis], keepDimensions: true));
    }
}
