namespace MiniGrad.Estimators;

/// <summary>Rows of tensors that come one after the other, to be one tensor.</summary>
internal sealed class GatheredRows<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly List<T> values = [];
    private Shape? shape;

    /// <summary>The number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a tensor, whose rows have the shape of those before.</summary>
    public void Add(Tensor<T> rows)
    {
        values.AddRange(rows.Span);
        shape = rows.Shape;
        Count += rows.Shape[0];
    }

    public Tensor<T> ToTensor() => new(values.ToArray(), [Count, .. shape!.Skip(1)]);
}
