using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The products of the elements up to each along an axis: <c>yᵢ = x₀·x₁·…·xᵢ</c>.</summary>
    /// <remarks>The running product has double precision. Its derivatives divide by no element, and are right at zeros too.</remarks>
    /// <param name="axis">The axis, from either end. Default: the last.</param>
    /// <returns>A tensor of this shape.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    public Tensor<T> CumulativeProduct(int axis = -1) =>
        new CumulativeProductOperation<T>(this, Shape.NormalizeAxis(axis), isReversed: false).Apply();
}

/// <summary>From the start on or, reversed, from the end. ∂/∂xᵢ = yᵢ₋₁·sᵢ with y₋₁ = 1 and sᵢ = gᵢ + xᵢ₊₁·sᵢ₊₁: what comes before the
/// element, and the sum of what it is multiplied with later on.</summary>
internal sealed class CumulativeProductOperation<T>(Tensor<T> x, int axis, bool isReversed) : UnaryOperation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axis", axis), ("reversal", isReversed));

    protected override void Forward(Span<T> output)
    {
        Shape shape = OutputShape;
        Cumulation.Apply<T, CumulativeProduct>(
            Input(0).Span, shape.Product(0, axis), shape[axis], shape.Product(axis + 1, shape.Rank), isReversed, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        Tensor<T> before = new ShiftOperation<T>(Output, axis, isReversed, T.One).Apply();
        Tensor<T> later = new RecurrenceOperation<T>(Input(0), gradient, axis, !isReversed, linksAreNeighbours: true).Apply();
        sink.Add(0, before * later);
    }
}
