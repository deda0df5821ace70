namespace MiniGrad;

/// <summary>Sequences with the time first, [time, batch, features], from those with the batch first, or the other way round; on request
/// each in reverse. Steps from a sequence's length on are zeros, whatever stood there. ∂/∂x = the same of g, the other way round.</summary>
/// <remarks>To have the batch first it takes the steps asked for, and what is behind them in x stays away; its gradient there is
/// 0.</remarks>
internal sealed class SequenceOrderOperation<T>(
    string owner, Tensor<T> x, IndexTensor? lengths, bool isReversed, bool toTimeFirst, int steps, int behind)
    : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(
        ("owner", owner), ("lengths", lengths), ("reversal", isReversed), ("time first", toTimeFirst), ("steps", steps),
        ("states behind the steps", behind));

    protected override Shape InferShape()
    {
        Shape shape = Input(0).Shape;
        return toTimeFirst ? [steps + behind, shape[0], shape[2]] : [shape[1], steps, shape[2]];
    }

    protected override void Forward(Span<T> output)
    {
        SequenceLengths.Check(lengths, steps, owner);
        ReadOnlySpan<T> x = Input(0).Span;
        int batch = Input(0).Shape[toTimeFirst ? 0 : 1], features = Input(0).Shape[2];
        ReadOnlySpan<int> length = lengths is null ? default : lengths.Span;
        for (int sequence = 0; sequence < batch; sequence++)
        {
            int count = length.IsEmpty ? steps : length[sequence];
            for (int step = 0; step < steps; step++)
            {
                int other = isReversed ? count - 1 - step : step;
                (int row, int source) = toTimeFirst
                    ? (step * batch + sequence, sequence * steps + other) : (sequence * steps + step, other * batch + sequence);
                Span<T> target = output.Slice(row * features, features);
                if (step < count) x.Slice(source * features, features).CopyTo(target);
                else target.Clear();
            }
        }
        if (toTimeFirst) output[(steps * batch * features)..].Clear();
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new SequenceOrderOperation<T>(owner, gradient, lengths, isReversed, !toTimeFirst, steps, behind));
}
