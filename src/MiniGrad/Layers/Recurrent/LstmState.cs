namespace MiniGrad.Layers;

/// <summary>The state of an LSTM: of an <see cref="Lstm{T}"/> both tensors are [layers · directions, batch, units], of an
/// <see cref="LstmCell{T}"/> [batch, units].</summary>
public sealed class LstmState<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Hidden state and cell one behind the other, as the operation takes and gives them; spares taking apart what is put together again.
    private readonly Tensor<T>? joined;
    private readonly GraphMode mode;
    private Tensor<T>? hidden;
    private Tensor<T>? cell;

    /// <param name="hidden">h, what was given out at the last step.</param>
    /// <param name="cell">c, of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public LstmState(Tensor<T> hidden, Tensor<T> cell)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        ArgumentNullException.ThrowIfNull(cell);
        if (hidden.Shape != cell.Shape)
            throw new ArgumentException(
                $"LstmState: expected two tensors of one shape, got {hidden.Shape} and {cell.Shape}.", nameof(cell));
        (this.hidden, this.cell, Shape) = (hidden, cell, hidden.Shape);
    }

    /// <summary>From [2, batch, units], to be given out in the shape said.</summary>
    internal LstmState(Tensor<T> joined, Shape shape, GraphMode mode) => (this.joined, Shape, this.mode) = (joined, shape, mode);

    /// <summary>h, what was given out at the last step.</summary>
    public Tensor<T> Hidden => hidden ??= Taken(0);

    /// <summary>c, the cell.</summary>
    public Tensor<T> Cell => cell ??= Taken(1);

    /// <summary>The shape of either.</summary>
    internal Shape Shape { get; }

    private Tensor<T> Taken(int place)
    {
        using GraphRegion region = mode.Enter();
        return joined!.Leading(place, 1).Reshape(Shape);
    }

    /// <summary>The states of one part, [2, batch, units].</summary>
    internal Tensor<T> Part(int place)
    {
        if (joined is not null) return joined;
        Shape one = [1, Shape[-2], Shape[-1]];
        return Tensor.Concatenate([PartOf(Hidden), PartOf(Cell)], axis: 0);

        Tensor<T> PartOf(Tensor<T> state) =>
            (state.Rank == 2 || state.Shape[0] == 1 ? state : state.Slice(0, place, 1)).Reshape(one);
    }
}
