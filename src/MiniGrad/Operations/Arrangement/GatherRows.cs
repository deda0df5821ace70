using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The rows (parts along the first axis) of the given numbers: an embedding's look-up. The result has the shape of the indices
    /// followed by that of a row.</summary>
    /// <exception cref="ArgumentException">This tensor has no axes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the rows.</exception>
    public Tensor<T> GatherRows(IndexTensor indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new GatherRowsOperation<T>(this, indices).Apply();
    }

    /// <summary>The opposite of <see cref="GatherRows(IndexTensor)"/>: adds each of this tensor's rows to the row of the given number in a
    /// table of zeros; rows that share a number add up.</summary>
    /// <param name="indices">For each row, its number in the table; its shape is the beginning of this tensor's.</param>
    /// <param name="rows">The number of rows of the table.</param>
    /// <exception cref="ArgumentException">This tensor's shape does not begin with that of the indices.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the table.</exception>
    public Tensor<T> ScatterAddRows(IndexTensor indices, int rows)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new ScatterAddRowsOperation<T>(this, indices, rows).Apply();
    }
}

/// <summary>∂/∂table = g scattered to the rows that it was gathered from. Messages about indices name the owner, a layer, if there is
/// one.</summary>
internal sealed class GatherRowsOperation<T>(Tensor<T> table, IndexTensor indices, string? owner = null) : Operation<T>(table)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("indices", indices), ("owner", owner));

    protected override Shape InferShape()
    {
        Shape table = Input(0).Shape;
        if (table.Rank == 0) throw new ArgumentException($"{Name}: expected a table of at least one axis, got shape {table}.");
        return (int[])[.. indices.Shape, .. table.Skip(1)];
    }

    protected override void Forward(Span<T> output)
    {
        indices.CheckRange(Input(0).Shape[0], owner ?? "GatherRows", "index", nameof(indices));
        Arranging.GatherRows(Input(0).Span, Input(0).Shape.Product(1, Input(0).Rank), indices.Span, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, gradient.ScatterAddRows(indices, Input(0).Shape[0]));
}

/// <summary>∂/∂x = the rows of g that x was added to.</summary>
internal sealed class ScatterAddRowsOperation<T>(Tensor<T> x, IndexTensor indices, int rows) : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("indices", indices), ("number of rows", rows));

    protected override Shape InferShape()
    {
        Shape shape = Input(0).Shape;
        if (!shape.Take(indices.Shape.Rank).SequenceEqual(indices.Shape))
            throw new ArgumentException($"{Name}: expected a shape that begins with that of the indices, {indices.Shape}, got {shape}.");
        return (int[])[rows, .. shape.Skip(indices.Shape.Rank)];
    }

    protected override void Forward(Span<T> output)
    {
        indices.CheckRange(rows, "ScatterAddRows", "index", nameof(indices));
        Arranging.ScatterAddRows(Input(0).Span, Input(0).Shape.Product(indices.Shape.Rank, Input(0).Rank), indices.Span, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) => sink.Add(0, gradient.GatherRows(indices));
}
