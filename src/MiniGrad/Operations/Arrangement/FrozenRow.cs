namespace MiniGrad;

/// <summary>A table as it is, one row of which does not learn. ∂/∂x = g with zeros in that row.</summary>
internal sealed class FrozenRowOperation<T>(Tensor<T> table, int row) : UnaryOperation<T>(table)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("row", row));

    protected override void Forward(Span<T> output) => Input(0).Span.CopyTo(output);

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new ClearedRowOperation<T>(gradient, row));
}

/// <summary>A table with zeros in one row. ∂/∂x = the same of g.</summary>
internal sealed class ClearedRowOperation<T>(Tensor<T> table, int row) : UnaryOperation<T>(table)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(("row", row));

    protected override void Forward(Span<T> output)
    {
        Input(0).Span.CopyTo(output);
        int length = Input(0).Shape.Product(1, Input(0).Rank);
        output.Slice(row * length, length).Clear();
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new ClearedRowOperation<T>(gradient, row));
}
