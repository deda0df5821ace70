namespace MiniGrad;

public static partial class Tensor
{
    /// <summary>Which steps of padded sequences count, [batch, steps]: m[b, t] is 1 where t &lt; lengths[b], else 0. In a captured step it
    /// follows the lengths of each batch.</summary>
    /// <param name="lengths">The number of steps of each sequence, [batch], from 1 to the number of steps.</param>
    /// <param name="steps">The number of steps of all, with the padding.</param>
    /// <exception cref="ArgumentException">The lengths are no vector.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is out of its range.</exception>
    public static Tensor<T> SequenceMask<T>(IndexTensor lengths, int steps) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(lengths);
        if (lengths.Shape.Rank != 1)
            throw new ArgumentException($"SequenceMask: expected lengths [batch], got {lengths.Shape}.", nameof(lengths));
        return new SequenceMaskOperation<T>(nameof(SequenceMask), lengths, steps).Apply();
    }
}

/// <summary>1 for the steps of each sequence and 0 behind them, [batch, time].</summary>
internal sealed class SequenceMaskOperation<T>(string owner, IndexTensor lengths, int steps) : Operation<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("owner", owner), ("lengths", lengths), ("steps", steps));

    protected override Shape InferShape() => [lengths.ElementCount, steps];

    protected override void Forward(Span<T> output)
    {
        SequenceLengths.Check(lengths, steps, owner);
        int start = 0;
        foreach (int length in lengths.Span)
        {
            output.Slice(start, length).Fill(T.One);
            output[(start + length)..(start += steps)].Clear();
        }
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) { }
}
