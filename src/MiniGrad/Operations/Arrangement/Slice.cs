using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The part of this tensor from <paramref name="start"/> on, <paramref name="length"/> long, along one axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The axis or the part is out of range.</exception>
    public Tensor<T> Slice(int axis, int start, int length)
    {
        int place = Shape.NormalizeAxis(axis);
        if (start < 0 || length < 0 || start > Shape[place] - length)
            throw new ArgumentOutOfRangeException(
                nameof(start), $"Slice: start {start}, length {length} is out of range for axis {axis} of shape {Shape}.");
        return new SliceOperation<T>(this, place, start, length).Apply();
    }

    /// <summary>The part of this tensor in a range along one axis: <c>x.Slice(1, ^3..)</c> is the last three columns.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The axis or the range is out of range.</exception>
    public Tensor<T> Slice(int axis, Range range)
    {
        int size = Shape[Shape.NormalizeAxis(axis)];
        int start = range.Start.GetOffset(size);
        return Slice(axis, start, range.End.GetOffset(size) - start);
    }

    /// <summary>The part along the first axis, for the engine itself: a view where nobody follows the operations, and where that does not
    /// keep much more memory alive than the part has.</summary>
    internal Tensor<T> Leading(int start, int length)
    {
        if (start == 0 && length == Shape[0]) return this;
        bool isView = !RequiresGradient && Changes is null && !IsTransient && 2 * length >= Shape[0] && GraphState.Current.Tracer is null;
        return isView ? new Tensor<T>(storage.From(start * Shape.Product(1, Rank)), Shape.With(0, length)) : Slice(0, start, length);
    }
}

/// <summary>∂/∂x = g with zeros around it.</summary>
internal sealed class SliceOperation<T>(Tensor<T> x, int axis, int start, int length) : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axis", axis), ("start", start), ("length", length));

    protected override Shape InferShape() => Input(0).Shape.With(axis, length);

    protected override void Forward(Span<T> output)
    {
        Shape shape = Input(0).Shape;
        int inner = shape.Product(axis + 1, shape.Rank), step = shape[axis] * inner;
        Arranging.CopyRuns(Input(0).Span, start * inner, step, output, 0, length * inner, length * inner, shape.Product(0, axis));
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient.Pad(axis, start, Input(0).Shape[axis] - start - length));
}
