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
        Tensor<T> kept = new LogSumExpOperation<T>(this, Shape.NormalizeAxis(axis)).Apply();
        return keepDimensions ? kept : kept.Squeeze(axis);
    }
}

/// <summary>∂/∂x = g·softmax(x). The axis stays in the output.</summary>
internal sealed class LogSumExpOperation<T>(Tensor<T> x, int axis) : Operation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axis", axis));

    protected override Shape InferShape() => Input(0).Shape.With(axis, 1);

    protected override void Forward(Span<T> output)
    {
        Shape shape = Input(0).Shape;
        SoftmaxKernel.LogSumExp(Input(0).Span, shape.Product(0, axis), shape[axis], shape.Product(axis + 1, shape.Rank), output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient * Input(0).Softmax(axis));
}
