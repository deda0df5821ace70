using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary><c>log Σ eˣ</c> along an axis, in the form that does not overflow: <c>m + log Σ eˣ⁻ᵐ</c> with <c>m = max x</c>.</summary>
    /// <param name="axis">The axis, from either end. Default: the last.</param>
    /// <param name="keepDimensions">Whether that axis stays, with size 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    public Tensor<T> LogSumExp(int axis = -1, bool keepDimensions = false)
    {
        Tensor<T> kept = ApplyAlong(axis, static x => new LogSumExpOperation<T>(x).Apply());
        return keepDimensions ? kept : kept.Squeeze(axis);
    }
}

/// <summary>Along the last axis, which stays in the output. ∂/∂x = g·softmax(x).</summary>
internal sealed class LogSumExpOperation<T>(Tensor<T> x) : Operation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.None;

    protected override Shape InferShape() => Input(0).Shape.With(Input(0).Rank - 1, 1);

    protected override void Forward(Span<T> output) =>
        SoftmaxKernel.LogSumExp(Input(0).Span, Input(0).Shape.Rows, Input(0).Shape[-1], output);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient * Input(0).Softmax());
}
