namespace MiniGrad;

/// <summary>An operation that keeps its first input's shape and works along one axis of it.</summary>
internal abstract class AxisOperation<T> : Operation<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axis", Axis));

    protected AxisOperation(Tensor<T> x, int axis) : base(x) => Axis = axis;

    protected AxisOperation(Tensor<T> x, Tensor<T> other, int axis) : base(x, other) => Axis = axis;

    protected int Axis { get; }

    /// <summary>The number of elements before the axis, along it, and after it.</summary>
    protected (int Outer, int Count, int Inner) Extent =>
        (Input(0).Shape.Product(0, Axis), Input(0).Shape[Axis], Input(0).Shape.Product(Axis + 1, Input(0).Rank));

    protected override Shape InferShape() => Input(0).Shape;
}
