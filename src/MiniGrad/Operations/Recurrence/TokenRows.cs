using MiniGrad.Kernels;

namespace MiniGrad;

/// <summary>For each token of some sequences, [batch, time], the row of that number of a table, [tokens, features], with the time first; on
/// request each sequence in reverse. Zeros from a sequence's length on. ∂/∂table = g added to the rows that it was taken from.</summary>
internal sealed class TokenRowsOperation<T>(Tensor<T> table, IndexTensor tokens, IndexTensor? lengths, bool isReversed)
    : Operation<T>(table)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings =>
        OperationSettings.Of(("tokens", tokens), ("lengths", lengths), ("reversal", isReversed));

    protected internal override bool ReleasesGradient => true;

    protected override Shape InferShape() => [tokens.Shape[1], tokens.Shape[0], Input(0).Shape[1]];

    protected override void Forward(Span<T> output)
    {
        SequenceLengths.Check(lengths, tokens.Shape[1], "Embedding");
        tokens.CheckRange(Input(0).Shape[0], "Embedding", "token", nameof(tokens));
        TokenRows.Gather(Input(0).Span, Input(0).Shape[1], SequenceLengths.Order(tokens, lengths, isReversed), output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new TokenSumsOperation<T>(gradient, tokens, lengths, isReversed, Input(0).Shape[0]));
}

/// <summary>For each token the sum of the rows, [time, batch, features], of the steps where it stands. ∂/∂x = the rows of g that x was
/// added to.</summary>
internal sealed class TokenSumsOperation<T>(Tensor<T> x, IndexTensor tokens, IndexTensor? lengths, bool isReversed, int count)
    : Operation<T>(x)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    protected internal override OperationSettings Settings => OperationSettings.Of(
        ("tokens", tokens), ("lengths", lengths), ("reversal", isReversed), ("number of tokens", count));

    protected override Shape InferShape() => [count, Input(0).Shape[2]];

    protected override void Forward(Span<T> output)
    {
        SequenceLengths.Check(lengths, tokens.Shape[1], "Embedding");
        tokens.CheckRange(count, "Embedding", "token", nameof(tokens));
        TokenRows.Add(Input(0).Span, Input(0).Shape[2], SequenceLengths.Order(tokens, lengths, isReversed), output);
    }

    protected override void Backward(Tensor<T> gradient, GradientSink<T> sink) =>
        sink.Add(0, new TokenRowsOperation<T>(gradient, tokens, lengths, isReversed));
}
