namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The same values in the same order under another shape. Shares memory.</summary>
    /// <param name="sizes">The new sizes, of which one may be −1: it is then whatever makes the element count come out.</param>
    /// <exception cref="ArgumentException">The new shape has another number of elements, or a size below −1, or several of −1.</exception>
    [OverloadResolutionPriority(1)]
    public Tensor<T> Reshape(params ReadOnlySpan<int> sizes)
    {
        int[] resolved = sizes.ToArray();
        int open = Array.IndexOf(resolved, -1);
        if (open >= 0) resolved[open] = 1;
        if (Array.Exists(resolved, size => size < 0))
            throw new ArgumentException(
                $"Reshape: expected sizes of at least 0, of which one may be −1, got [{string.Join(", ", sizes.ToArray())}].",
                nameof(sizes));
        Shape known = Shape.Create(resolved);
        if (open < 0) return Reshape(known);
        if (known.ElementCount == 0 || ElementCount % known.ElementCount != 0)
            throw new ArgumentException(
                $"Reshape: no size in place of −1 makes [{string.Join(", ", sizes.ToArray())}] hold the elements of {Shape}.",
                nameof(sizes));
        return Reshape(known.With(open, ElementCount / known.ElementCount));
    }

    /// <summary>The same values in the same order under another shape. Shares memory.</summary>
    /// <exception cref="ArgumentException">The new shape has another number of elements.</exception>
    public Tensor<T> Reshape(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape == Shape ? this : new ReshapeOperation<T>(this, shape).Apply();
    }

    /// <summary>The same values as one vector. Shares memory.</summary>
    public Tensor<T> Flatten() => Reshape(Shape.Create(ElementCount));

    /// <summary>The same values with an axis of size 1 put in. Shares memory.</summary>
    /// <param name="axis">Where the new axis is to be in the result, from −(rank + 1) to rank.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    public Tensor<T> ExpandDimension(int axis) => ExpandDimension(axis, nameof(ExpandDimension));

    internal Tensor<T> ExpandDimension(int axis, string operation)
    {
        List<int> sizes = [.. Shape];
        int place = axis < 0 ? axis + Rank + 1 : axis;
        if ((uint)place > (uint)Rank)
            throw new ArgumentOutOfRangeException(
                nameof(axis), $"{operation}: axis {axis} is out of range for shape {Shape}: expected {-Rank - 1} to {Rank}.");
        sizes.Insert(place, 1);
        return Reshape(Shape.Create([.. sizes]));
    }

    /// <summary>The same values without an axis of size 1. Shares memory.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The axis is out of range.</exception>
    /// <exception cref="ArgumentException">The axis' size is not 1.</exception>
    public Tensor<T> Squeeze(int axis)
    {
        int place = Shape.NormalizeAxis(axis);
        if (Shape[place] != 1)
            throw new ArgumentException($"Squeeze: axis {axis} of shape {Shape} has size {Shape[place]}, expected 1.", nameof(axis));
        List<int> sizes = [.. Shape];
        sizes.RemoveAt(place);
        return Reshape(Shape.Create([.. sizes]));
    }
}

/// <summary>∂/∂x = g in the shape of x.</summary>
internal sealed class ReshapeOperation<T>(Tensor<T> x, Shape shape) : Operation<T>(x) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("shape", shape));

    private protected override bool IsView => true;

    protected override Shape InferShape() => shape.ElementCount == Input(0).ElementCount
        ? shape : throw new ArgumentException(
            $"{Name}: {Input(0).Shape} has {Input(0).ElementCount} elements and {shape} has {shape.ElementCount}.");

    protected override void Forward(Span<T> output) => Input(0).Span.CopyTo(output);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient.Reshape(Input(0).Shape));
}
