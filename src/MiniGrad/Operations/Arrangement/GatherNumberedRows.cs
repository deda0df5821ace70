using MiniGrad.Kernels;

namespace MiniGrad;

public partial class Tensor<T>
{
    /// <summary>The same with the numbers of the rows in a tensor, such as the input of a network, each a whole number. They have no
    /// gradient.</summary>
    /// <inheritdoc cref="GatherRows(IndexTensor)"/>
    /// <exception cref="ArgumentException">This tensor has no axes, or a number is not whole or outside the rows.</exception>
    public Tensor<T> GatherRows(Tensor<T> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        return new GatherNumberedRowsOperation<T>(this, indices).Apply();
    }
}

/// <summary>∂/∂table = g added up in the rows that it was gathered from. Messages about bad numbers name the owner, a layer, if there is
/// one.</summary>
internal sealed class GatherNumberedRowsOperation<T>(Tensor<T> table, Tensor<T> numbers, string? owner = null)
    : Operation<T>(table, numbers)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("owner", owner));

    private readonly int[] rows = new int[numbers.ElementCount];

    public override string Name => nameof(Tensor<T>.GatherRows);

    protected override Shape InferShape()
    {
        Shape table = First.Shape;
        if (table.Rank == 0) throw new ArgumentException($"{Name}: expected a table of at least one axis, got shape {table}.");
        return (int[])[.. Second.Shape, .. table.Skip(1)];
    }

    protected override void Forward(Span<T> output)
    {
        RowNumbers.Read(Second.Span, First.Shape[0], owner ?? "GatherRows", rows);
        Arranging.GatherRows(First.Span, First.Shape.Product(1, First.Rank), rows, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(0)) sink.Add(0, new ScatterNumberedRowsOperation<T>(gradient, Input(1), Input(0).Shape));
    }
}

/// <summary>The sums of the rows of x that belong to each row of a table. ∂/∂x = the rows of g that it was added to.</summary>
internal sealed class ScatterNumberedRowsOperation<T>(Tensor<T> x, Tensor<T> numbers, Shape table) : Operation<T>(x, numbers)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("shape of the table", table));

    private readonly int[] rows = new int[numbers.ElementCount];

    public override string Name => nameof(Tensor<T>.ScatterAddRows);

    protected override Shape InferShape() => table;

    protected override void Forward(Span<T> output)
    {
        RowNumbers.Read(Second.Span, table[0], "ScatterAddRows", rows);
        Arranging.ScatterAddRows(First.Span, table.Product(1, table.Rank), rows, output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink)
    {
        if (sink.Needs(0)) sink.Add(0, gradient.GatherRows(Input(1)));
    }
}
