using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>Picks elements along an axis, at indices that each lane has of its own: along axis 1 of a matrix
    /// <c>y[i, j] = x[i, indices[i, j]]</c>.</summary>
    /// <remarks><para>The indices have this tensor's shape, with any size along the axis (PyTorch's <c>gather</c>, which also takes smaller
    /// sizes along the others; <see cref="Slice(int, int, int)"/> first for that). Or they lack the axis: one index for each lane, and the
    /// result lacks it as well.</para>
    /// <para>An element that is picked several times gets the sum of the gradients.</para></remarks>
    /// <example>The values of the actions that were taken, in Q-learning: one of each row [batch, actions].
    /// <code>
    /// Tensor&lt;float&gt; values = Tensor.Create([0.5f, 2, 1, 3], [2, 2]);
    /// Tensor&lt;float&gt; taken = values.Gather(1, IndexTensor.Create([1, 0]));   // 2, 1: of the shape of the actions
    /// </code></example>
    /// <param name="axis">The axis, from either end.</param>
    /// <param name="indices">Which elements to pick, from 0 to the size of the axis − 1.</param>
    /// <returns>Of the shape of the indices.</returns>
    /// <exception cref="ArgumentException">The shape of the indices does not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis or an index is out of range.</exception>
    public Tensor<T> Gather(int axis, IndexTensor indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new GatherOperation<T>(this, Shape.NormalizeAxis(axis), indices).Apply();
    }
}

/// <summary>∂/∂x = g added up where it was picked.</summary>
internal sealed class GatherOperation<T>(Tensor<T> x, int axis, IndexTensor indices) : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("axis", axis), ("indices", indices));

    protected override Shape InferShape()
    {
        AxisIndices.Of(Name, First.Shape, axis, indices.Shape);
        return indices.Shape;
    }

    protected override void Forward(Span<T> output)
    {
        AxisIndices lanes = AxisIndices.Of(Name, First.Shape, axis, indices.Shape);
        indices.CheckRange(lanes.Size, Name, "index", nameof(indices));
        AxisPicking.Gather(First.Span, lanes.Size, lanes.Inner, indices.Span, lanes.Count, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new UngatherOperation<T>(gradient, axis, indices, Input(0).Shape));
}
