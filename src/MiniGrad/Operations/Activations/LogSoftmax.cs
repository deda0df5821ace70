using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The logarithm of softmax, <c>xᵢ − log Σⱼ eˣʲ</c>, along an axis; computed directly, so that small probabilities keep their
    /// precision.</summary>
    /// <param name="axis">The axis, from either end. Default: the last.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    public Tensor<T> LogSoftmax(int axis = -1) => ApplyAlong(axis, static x => new LogSoftmaxOperation<T>(x).Apply());
}

/// <summary>Along the last axis. ∂/∂x = g − eʸ·Σ g.</summary>
internal sealed class LogSoftmaxOperation<T>(Tensor<T> x) : UnaryOperation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override void Forward(Span<T> output) => SoftmaxKernel.LogForward(Input(0).Span, OutputShape.Rows, OutputShape[-1], output);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new LogSoftmaxGradientOperation<T>(Output, gradient));
}

/// <summary>g − eʸ·Σ g. ∂/∂y = −h·eʸ·Σ g, ∂/∂g = h − Σ h·eʸ.</summary>
internal sealed class LogSoftmaxGradientOperation<T>(Tensor<T> y, Tensor<T> g) : Operation<T>(y, g)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override Shape InferShape() => Input(0).Shape;

    protected override void Forward(Span<T> output) =>
        SoftmaxKernel.LogBackward(Input(0).Span, Input(1).Span, OutputShape.Rows, OutputShape[-1], output);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> weighted = gradient * Input(0).Exp();
        if (sink.Needs(0)) sink.Add(0, -(weighted * Input(1).Sum([-1], keepDimensions: true)));
        if (sink.Needs(1)) sink.Add(1, gradient - weighted.Sum([-1], keepDimensions: true));
    }
}
