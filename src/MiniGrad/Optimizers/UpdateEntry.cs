namespace MiniGrad.Optimizers;

/// <summary>One of the parameters that are updated together: its place among all, where its values and its gradient lie, and
/// how many there are, which may contain some behind them that nobody reads, as in the optimizer's state.</summary>
internal readonly unsafe struct UpdateEntry<T>(int index, T* values, T* gradient, int count)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public readonly int Index = index;
    public readonly int Count = count;
    public readonly T* Values = values;
    public readonly T* Gradient = gradient;
}
