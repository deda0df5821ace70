using System.Buffers;
using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>This tensor with values put in along an axis, at indices that each lane has of its own: along axis 1 of a matrix
    /// <c>y[i, indices[i, j]] = values[i, j]</c>. This tensor stays as it is.</summary>
    /// <remarks>No place may be given twice, as PyTorch's <c>scatter</c> leaves open which value it gets;
    /// <see cref="ScatterAdd"/> adds them up. The gradient flows to the values, and to those elements of this tensor that stay.</remarks>
    /// <param name="axis">The axis, from either end.</param>
    /// <param name="indices">Where the values go, from 0 to the size of the axis − 1. Of this tensor's shape with any size along the axis,
    /// or without the axis: one index for each lane.</param>
    /// <param name="values">The values, of the shape of the indices.</param>
    /// <returns>Of this tensor's shape.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or a place is given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis or an index is out of range.</exception>
    public Tensor<T> Scatter(int axis, IndexTensor indices, Tensor<T> values)
    {
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(values);
        return new ScatterOperation<T>(this, values, Shape.NormalizeAxis(axis), indices).Apply();
    }

    /// <summary>This tensor with values added along an axis, at indices that each lane has of its own: along axis 1 of a matrix
    /// <c>y[i, indices[i, j]] += values[i, j]</c>. Values for one place add up. This tensor stays as it is.</summary>
    /// <remarks>PyTorch's <c>scatter_add</c>, but for smaller sizes along other axes.</remarks>
    /// <inheritdoc cref="Scatter"/>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor<T> ScatterAdd(int axis, IndexTensor indices, Tensor<T> values)
    {
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(values);
        return new ScatterAddOperation<T>(this, values, Shape.NormalizeAxis(axis), indices).Apply();
    }
}

/// <summary>∂/∂x = g, but 0 where values were put, ∂/∂values = g there.</summary>
internal sealed class ScatterOperation<T>(Tensor<T> x, Tensor<T> values, int axis, IndexTensor indices) : Operation<T>(x, values)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axis", axis), ("indices", indices));

    protected override Shape InferShape()
    {
        AxisIndices.Of(Name, First.Shape, axis, indices.Shape);
        return Second.Shape == indices.Shape ? First.Shape : throw new ArgumentException(
            $"{Name}: expected values of the shape of the indices, {indices.Shape}, got {Second.Shape}.");
    }

    protected override void Forward(Span<T> output)
    {
        AxisIndices lanes = AxisIndices.Of(Name, First.Shape, axis, indices.Shape);
        indices.CheckRange(lanes.Size, Name, "index", nameof(indices));
        bool[] seen = ArrayPool<bool>.Shared.Rent(output.Length);
        Array.Clear(seen);
        int repeated = AxisPicking.FirstRepeated(seen, lanes.Size, lanes.Inner, indices.Span, lanes.Count);
        ArrayPool<bool>.Shared.Return(seen);
        if (repeated >= 0)
            throw new ArgumentException(
                $"{Name}: index {indices.Span[repeated]} at position {repeated} is there before in its lane along axis {axis}; " +
                "use ScatterAdd to add the values up.");
        First.Span.CopyTo(output);
        AxisPicking.Scatter(Second.Span, lanes.Size, lanes.Inner, indices.Span, lanes.Count, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(0)) sink.Add(0, new ScatterOperation<T>(gradient, Tensor.Zeros<T>(indices.Shape), axis, indices));
        if (sink.Needs(1)) sink.Add(1, new GatherOperation<T>(gradient, axis, indices));
    }
}

/// <summary>∂/∂x = g, ∂/∂values = g where they were added.</summary>
internal sealed class ScatterAddOperation<T>(Tensor<T> x, Tensor<T> values, int axis, IndexTensor indices) : Operation<T>(x, values)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axis", axis), ("indices", indices));

    protected override Shape InferShape()
    {
        AxisIndices.Of(Name, First.Shape, axis, indices.Shape);
        return Second.Shape == indices.Shape ? First.Shape : throw new ArgumentException(
            $"{Name}: expected values of the shape of the indices, {indices.Shape}, got {Second.Shape}.");
    }

    protected override void Forward(Span<T> output)
    {
        AxisIndices lanes = AxisIndices.Of(Name, First.Shape, axis, indices.Shape);
        indices.CheckRange(lanes.Size, Name, "index", nameof(indices));
        First.Span.CopyTo(output);
        AxisPicking.ScatterAdd(Second.Span, lanes.Size, lanes.Inner, indices.Span, lanes.Count, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(0)) sink.Add(0, gradient);
        if (sink.Needs(1)) sink.Add(1, new GatherOperation<T>(gradient, axis, indices));
    }
}

/// <summary>Zeros to which values are added, as where they were picked. ∂/∂values = g where they were added.</summary>
internal sealed class UngatherOperation<T>(Tensor<T> values, int axis, IndexTensor indices, Shape shape) : Operation<T>(values)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("axis", axis), ("indices", indices), ("shape", shape));

    protected override Shape InferShape() => shape;

    protected override void Forward(Span<T> output)
    {
        AxisIndices lanes = AxisIndices.Of(Name, shape, axis, indices.Shape);
        indices.CheckRange(lanes.Size, Name, "index", nameof(indices));
        output.Clear();
        AxisPicking.ScatterAdd(First.Span, lanes.Size, lanes.Inner, indices.Span, lanes.Count, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new GatherOperation<T>(gradient, axis, indices));
}
