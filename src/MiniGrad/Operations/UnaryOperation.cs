namespace MiniGrad;

/// <summary>An operation that computes each element of its output from the same element of its one input.</summary>
public abstract class UnaryOperation<T>(Tensor<T> x) : Operation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    protected override Shape InferShape() => First.Shape;
}
