namespace MiniGrad.Decoding;

/// <summary>Beam search: the sequence of the best score, looked for among the continuations of the <c>width</c> likeliest sequences of
/// each length.</summary>
/// <remarks><para>The score of a sequence is log p / ((5 + length) / 6) ^ <see cref="LengthPenalty"/>, log p being the sum of the
/// log-probabilities of its tokens, and length the number of these tokens: the end token counts, the start token and the source do not, and
/// there is no padding (Wu and others, "Google's neural machine translation system", 2016, without its coverage penalty).</para>
/// <para>Each step continues every open hypothesis by every token. In the order of their log-probability, continuations by the end token
/// are finished and all others stay open, until <c>width</c> are open; the rest is dropped. Finished ones are kept, the <see cref="Count"/>
/// best of them, and take no place of an open one. Open ones compete with them by the same score: one that cannot come among them any more,
/// however it goes on, is dropped, and the search of a source ends when none is left. What is open at
/// <see cref="SequenceDecoder.MaxLength"/> is ranked with the finished ones, and marked as unfinished.</para>
/// <para>Of equal log-probabilities that of the hypothesis which was before the other goes first, and then the lower token; of equal scores
/// the shorter sequence, and then the finished one.</para>
/// <para>The search adds in double precision, for each source by itself: a result depends neither on what else is in the batch nor on
/// threads, if what the step function returns for a row does not. Width 1 without penalty is <see cref="GreedySearch"/>.</para></remarks>
/// <param name="width">The number of hypotheses that stay open for each source, at least 1. It may exceed the vocabulary.</param>
/// <exception cref="ArgumentOutOfRangeException">The width is below 1.</exception>
/// <example><code>
/// // A chain: how likely a token is depends on the last one. Token 0 begins and ends a sequence.
/// Tensor&lt;double&gt; chain = Tensor.Create([0.0, 2, 1, 1, 0, 2, 0, 1, 0], [3, 3]).LogSoftmax();
/// var search = new BeamSearch(width: 3) { MaxLength = 10, LengthPenalty = 0.6, EndToken = 0 };
/// Hypothesis best = search.Run(0, new DecodingState&lt;double&gt;(), (tokens, state) =&gt; (chain.GatherRows(tokens), state))[0];
/// </code></example>
public sealed class BeamSearch(int width) : SequenceDecoder
{
    // Powers stay far from overflow.
    private const double StrongestPenalty = 10;

    /// <summary>The number of hypotheses that stay open for each source.</summary>
    public int Width { get; } = Guard.AtLeast(width, 1, nameof(BeamSearch), "the width");

    /// <summary>The exponent of the length in the score, from −10 to 10: above 0 favours long sequences, below 0 short ones. Default: 0,
    /// the score is the log-probability.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The exponent is outside that range.</exception>
    public double LengthPenalty
    {
        get;
        init => field = Guard.Between(value, -StrongestPenalty, StrongestPenalty, Name, nameof(LengthPenalty), nameof(LengthPenalty));
    }

    /// <summary>The number of hypotheses that are wanted for each source, at least 1. Each is one of the best of all that the beam comes to
    /// finish; the more of them are wanted, the longer the search goes on. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int Count { get; init => field = Guard.AtLeast(value, 1, Name, nameof(Count), nameof(Count)); } = 1;

    private protected override string Name => nameof(BeamSearch);

    /// <summary>Decodes one source.</summary>
    /// <param name="start">The token to begin with.</param>
    /// <param name="state">The state to begin with, of one row.</param>
    /// <param name="step">What continues hypotheses: last tokens and states in, log-probabilities and next states out.</param>
    /// <param name="cancellation">Ends the search before its next step.</param>
    /// <returns>At most <see cref="Count"/> hypotheses, the best first. Fewer, or none, where the log-probability of every other way is
    /// −∞.</returns>
    /// <exception cref="ArgumentException">The state has not one row; a token is outside the vocabulary; or the step function returns
    /// another number of rows, another vocabulary than in the first step, NaN or a log-probability above 0. Up to 0.001 above is taken for
    /// rounding, and counts as 0.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public IReadOnlyList<Hypothesis> Run<T>(
        int start, DecodingState<T> state, DecodingStep<T> step, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new BeamRun<T>(this, BeginOne(start, state, step)).Run(cancellation)[0];

    /// <summary>Decodes several sources at once, with one start token for all of them.</summary>
    /// <param name="start">The token to begin with.</param>
    /// <param name="state">The state to begin with, a row for each source.</param>
    /// <param name="step">What continues hypotheses: last tokens and states in, log-probabilities and next states out. Its rows are the
    /// open hypotheses of all sources that have not ended, source by source.</param>
    /// <param name="cancellation">Ends the search before its next step.</param>
    /// <returns>For each source what <see cref="Run{T}"/> returns for it alone.</returns>
    /// <exception cref="ArgumentException">The state has no tensors, which would say how many sources there are; or as for
    /// <see cref="Run{T}"/>.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public IReadOnlyList<IReadOnlyList<Hypothesis>> RunBatch<T>(
        int start, DecodingState<T> state, DecodingStep<T> step, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => RunBatch(Repeat(start, state), state, step, cancellation);

    /// <summary>Decodes several sources at once, each with a start token of its own.</summary>
    /// <param name="starts">The token to begin with for each source, a vector.</param>
    /// <param name="state">The state to begin with, a row for each source.</param>
    /// <param name="step">What continues hypotheses: last tokens and states in, log-probabilities and next states out. Its rows are the
    /// open hypotheses of all sources that have not ended, source by source.</param>
    /// <param name="cancellation">Ends the search before its next step.</param>
    /// <returns>For each source what <see cref="Run{T}"/> returns for it alone.</returns>
    /// <exception cref="ArgumentException">The state has another number of rows than there are start tokens; or as for
    /// <see cref="Run{T}"/>.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public IReadOnlyList<IReadOnlyList<Hypothesis>> RunBatch<T>(
        IndexTensor starts, DecodingState<T> state, DecodingStep<T> step, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => new BeamRun<T>(this, Begin(starts, state, step)).Run(cancellation);
}
