namespace MiniGrad;

/// <summary>Scores of an attention where the mask is 1, −∞ where it is 0. Each row of the last axis has to keep one. ∂/∂x = g where the
/// mask is 1, else 0.</summary>
internal sealed class MaskedScoresOperation<T>(Tensor<T> scores, Tensor<T> mask) : Operation<T>(scores, mask)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override string Name => "Attention";

    protected internal override OperationSettings Settings => OperationSettings.None;

    protected internal override bool ReleasesGradient => true;

    protected override Shape InferShape() => First.Shape == Second.Shape ? First.Shape
        : throw new ArgumentException($"{Name}: expected a mask of the scores' shape, got {First.Shape} and {Second.Shape}.");

    protected override void Forward(Span<T> output)
    {
        ReadOnlySpan<T> x = First.Span, mask = Second.Span;
        int keys = First.Shape[-1];
        for (int start = 0; start < output.Length; start += keys)
        {
            int seen = 0;
            for (int i = start; i < start + keys; i++)
            {
                bool isSeen = mask[i] == T.One;
                if (!isSeen && mask[i] != T.Zero)
                    throw new ArgumentException(
                        FormattableString.Invariant($"Attention: expected a mask of 0 and 1, got {mask[i]} at key {i - start}."));
                if (isSeen) seen++;
                output[i] = isSeen ? x[i] : T.NegativeInfinity;
            }
            if (seen == 0)
                throw new ArgumentException(
                    FormattableString.Invariant($"Attention: the mask lets query {start / keys}, counted over the batch, see no key."));
        }
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new WhereOperation<T>(Second, gradient, Tensor.Zeros<T>([])));
}
