using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The sums of the elements up to each along an axis: <c>yᵢ = x₀ + x₁ + … + xᵢ</c>.</summary>
    /// <remarks>The running sum has double precision.</remarks>
    /// <param name="axis">The axis, from either end. Default: the last.</param>
    /// <returns>A tensor of this shape.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    public Tensor<T> CumulativeSum(int axis = -1) =>
        new CumulativeSumOperation<T>(this, Shape.NormalizeAxis(axis), isReversed: false).Apply();
}

/// <summary>From the start on or, reversed, from the end. ∂/∂x = the cumulative sum of g the other way.</summary>
internal sealed class CumulativeSumOperation<T>(Tensor<T> x, int axis, bool isReversed) : UnaryOperation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axis", axis), ("reversal", isReversed));

    protected override void Forward(Span<T> output)
    {
        Shape shape = OutputShape;
        Cumulation.Apply<T, CumulativeSum>(
            Input(0).Span, shape.Product(0, axis), shape[axis], shape.Product(axis + 1, shape.Rank), isReversed, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new CumulativeSumOperation<T>(gradient, axis, !isReversed).Apply());
}
