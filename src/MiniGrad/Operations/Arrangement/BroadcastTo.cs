using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>This tensor repeated along the axes that it lacks or in which its size is 1, by NumPy's rules.</summary>
    /// <exception cref="ArgumentException">This tensor's shape does not broadcast to that shape.</exception>
    public Tensor<T> BroadcastTo(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return shape == Shape ? this : new BroadcastToOperation<T>(this, shape).Apply();
    }

    /// <summary>The opposite of <see cref="BroadcastTo"/>: sums over the axes along which a tensor of the given shape would be repeated to
    /// reach this one.</summary>
    /// <exception cref="ArgumentException">That shape does not broadcast to this tensor's.</exception>
    public Tensor<T> SumTo(Shape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape == Shape) return this;
        if (!shape.BroadcastsTo(Shape)) throw new ArgumentException($"SumTo: {shape} does not broadcast to {Shape}.", nameof(shape));
        int missing = Rank - shape.Rank;
        List<int> axes = [];
        for (int axis = 0; axis < Rank; axis++)
            if (axis < missing || (shape[axis - missing] == 1 && Shape[axis] != 1)) axes.Add(axis);
        return Sum(axes.ToArray(), keepDimensions: true).Reshape(shape);
    }
}

/// <summary>∂/∂x = g summed down to the shape of x, which the engine does.</summary>
internal sealed class BroadcastToOperation<T>(Tensor<T> x, Shape shape) : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("shape", shape));

    protected internal override bool IsBroadcasting => true;

    protected override Shape InferShape() => Input(0).Shape.BroadcastsTo(shape)
        ? shape : throw new ArgumentException($"{Name}: {Input(0).Shape} does not broadcast to {shape}.");

    protected override void Forward(Span<T> output) => Broadcasting.Copy(Input(0).Span, Input(0).Shape.AsSpan(), output, shape.AsSpan());

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient);
}
