namespace MiniGrad.Decoding;

/// <summary>Greedy search: the likeliest token at every step; of equal ones the lowest. The cheapest way to decode, and what
/// <see cref="BeamSearch"/> of width 1 without penalty comes to.</summary>
/// <remarks>A sequence ends by the end token, at <see cref="SequenceDecoder.MaxLength"/>, or where the log-probabilities of all tokens are
/// −∞. Its result depends neither on what else is in the batch nor on threads, if what the step function returns for a row does
/// not.</remarks>
public sealed class GreedySearch : SequenceDecoder
{
    private protected override string Name => nameof(GreedySearch);

    /// <summary>Decodes one source.</summary>
    /// <param name="start">The token to begin with.</param>
    /// <param name="state">The state to begin with, of one row.</param>
    /// <param name="step">What continues hypotheses: last tokens and states in, log-probabilities and next states out.</param>
    /// <param name="cancellation">Ends the search before its next step.</param>
    /// <returns>The sequence; its score is its log-probability.</returns>
    /// <exception cref="ArgumentException">The state has not one row; a token is outside the vocabulary; or the step function returns
    /// another number of rows, another vocabulary than in the first step, NaN or a log-probability above 0. Up to 0.001 above is taken for
    /// rounding, and counts as 0.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public Hypothesis Run<T>(int start, DecodingState<T> state, DecodingStep<T> step, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Decode(BeginOne(start, state, step), cancellation)[0];

    /// <summary>Decodes several sources at once, with one start token for all of them.</summary>
    /// <param name="start">The token to begin with.</param>
    /// <param name="state">The state to begin with, a row for each source.</param>
    /// <param name="step">What continues hypotheses: last tokens and states in, log-probabilities and next states out. Its rows are the
    /// sources that have not ended.</param>
    /// <param name="cancellation">Ends the search before its next step.</param>
    /// <returns>For each source what <see cref="Run{T}"/> returns for it alone.</returns>
    /// <exception cref="ArgumentException">The state has no tensors, which would say how many sources there are; or as for
    /// <see cref="Run{T}"/>.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public IReadOnlyList<Hypothesis> RunBatch<T>(
        int start, DecodingState<T> state, DecodingStep<T> step, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => RunBatch(Repeat(start, state), state, step, cancellation);

    /// <summary>Decodes several sources at once, each with a start token of its own.</summary>
    /// <param name="starts">The token to begin with for each source, a vector.</param>
    /// <param name="state">The state to begin with, a row for each source.</param>
    /// <param name="step">What continues hypotheses: last tokens and states in, log-probabilities and next states out. Its rows are the
    /// sources that have not ended.</param>
    /// <param name="cancellation">Ends the search before its next step.</param>
    /// <returns>For each source what <see cref="Run{T}"/> returns for it alone.</returns>
    /// <exception cref="ArgumentException">The state has another number of rows than there are start tokens; or as for
    /// <see cref="Run{T}"/>.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public IReadOnlyList<Hypothesis> RunBatch<T>(
        IndexTensor starts, DecodingState<T> state, DecodingStep<T> step, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Decode(Begin(starts, state, step), cancellation);

    private IReadOnlyList<Hypothesis> Decode<T>(StepCalls<T> calls, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        RowByRow.Decode(calls, this, (values, _) => Likeliest(values), cancellation);

    private static int Likeliest(ReadOnlySpan<double> values)
    {
        int best = -1;
        double most = double.NegativeInfinity;
        for (int token = 0; token < values.Length; token++)
            if (values[token] > most) (best, most) = (token, values[token]);
        return best;
    }
}
