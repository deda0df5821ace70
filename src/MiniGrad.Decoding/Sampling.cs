namespace MiniGrad.Decoding;

/// <summary>Draws sequences at random, each next token by its probability, which temperature, top k and top p may change.</summary>
/// <remarks><para>With the log-probabilities ℓ of the step function, p = softmax(ℓ / <see cref="Temperature"/>). Of these the
/// <see cref="TopK"/> likeliest tokens remain, renormalised to a sum of 1; of those again, the likeliest first, as few as come to a sum of
/// at least <see cref="TopP"/>. Of equal ones the lower token is the likelier. A token is drawn from what remains, renormalised.</para>
/// <para>Each source draws from a stream of random numbers of its own, one number for each token: what is drawn for it depends on the seed
/// and the number of its stream, neither on what else is in the batch nor on threads, if what the step function returns for a row does
/// not. The same call draws the same again.</para></remarks>
/// <param name="seed">What the random numbers follow from.</param>
public sealed class Sampling(ulong seed) : SequenceDecoder
{
    /// <summary>What log-probabilities are divided by, above 0: below 1 favours likely tokens, above 1 unlikely ones. Default: 1. For the
    /// limit of 0 there is <see cref="GreedySearch"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The temperature is not a finite number above 0.</exception>
    public double Temperature { get; init => field = Guard.Positive(value, Name, nameof(Temperature), nameof(Temperature)); } = 1;

    /// <summary>The number of likeliest tokens that can be drawn, at least 1; more than the vocabulary has is all of it. Default: null, all
    /// (Fan and others, "Hierarchical neural story generation", 2018).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int? TopK
    {
        get;
        init => field = value is { } count ? Guard.AtLeast(count, 1, Name, nameof(TopK), nameof(TopK)) : null;
    }

    /// <summary>The probability that the likeliest tokens have to come to together, so that none beyond them can be drawn, above 0 and at
    /// most 1: nucleus sampling. Default: null, all can (Holtzman and others, "The curious case of neural text degeneration",
    /// 2020).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not above 0 and at most 1.</exception>
    public double? TopP
    {
        get;
        init => field = value is { } sum
            ? Guard.That(sum > 0 && sum <= 1, sum, "above 0 and at most 1", Name, nameof(TopP), nameof(TopP))
            : null;
    }

    private protected override string Name => nameof(Sampling);

    /// <summary>Draws a sequence for one source.</summary>
    /// <param name="start">The token to begin with.</param>
    /// <param name="state">The state to begin with, of one row.</param>
    /// <param name="step">What continues hypotheses: last tokens and states in, log-probabilities and next states out.</param>
    /// <param name="stream">The number of the stream of random numbers: another one draws independently. Default: 0.</param>
    /// <param name="cancellation">Ends the search before its next step.</param>
    /// <returns>The sequence; its log-probability and score are those of the step function, before temperature, top k and top p. Where the
    /// log-probabilities of all tokens are −∞, it ends unfinished.</returns>
    /// <exception cref="ArgumentException">The state has not one row; a token is outside the vocabulary; or the step function returns
    /// another number of rows, another vocabulary than in the first step, NaN or a log-probability above 0. Up to 0.001 above is taken for
    /// rounding, and counts as 0.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public Hypothesis Run<T>(
        int start, DecodingState<T> state, DecodingStep<T> step, ulong stream = 0, CancellationToken cancellation = default)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Decode(BeginOne(start, state, step), [stream], cancellation)[0];

    /// <summary>Draws a sequence for each of several sources at once, with one start token for all of them.</summary>
    /// <param name="start">The token to begin with.</param>
    /// <param name="state">The state to begin with, a row for each source.</param>
    /// <param name="step">What continues hypotheses: last tokens and states in, log-probabilities and next states out. Its rows are the
    /// sources that have not ended.</param>
    /// <param name="streams">The number of the stream of random numbers of each source. Default: 0, 1, 2, …</param>
    /// <param name="cancellation">Ends the search before its next step.</param>
    /// <returns>For each source what <see cref="Run{T}"/> returns for it alone with that stream.</returns>
    /// <exception cref="ArgumentException">The state has no tensors, which would say how many sources there are; there are not as many
    /// streams as sources; or as for <see cref="Run{T}"/>.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public IReadOnlyList<Hypothesis> RunBatch<T>(
        int start, DecodingState<T> state, DecodingStep<T> step, IReadOnlyList<ulong>? streams = null,
        CancellationToken cancellation = default) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        RunBatch(Repeat(start, state), state, step, streams, cancellation);

    /// <summary>Draws a sequence for each of several sources at once, each with a start token of its own.</summary>
    /// <param name="starts">The token to begin with for each source, a vector.</param>
    /// <param name="state">The state to begin with, a row for each source.</param>
    /// <param name="step">What continues hypotheses: last tokens and states in, log-probabilities and next states out. Its rows are the
    /// sources that have not ended.</param>
    /// <param name="streams">The number of the stream of random numbers of each source. Default: 0, 1, 2, …</param>
    /// <param name="cancellation">Ends the search before its next step.</param>
    /// <returns>For each source what <see cref="Run{T}"/> returns for it alone with that stream.</returns>
    /// <exception cref="ArgumentException">There are not as many streams as sources; the state has another number of rows than there are
    /// start tokens; or as for <see cref="Run{T}"/>.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public IReadOnlyList<Hypothesis> RunBatch<T>(
        IndexTensor starts, DecodingState<T> state, DecodingStep<T> step, IReadOnlyList<ulong>? streams = null,
        CancellationToken cancellation = default) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Decode(Begin(starts, state, step), streams, cancellation);

    private IReadOnlyList<Hypothesis> Decode<T>(StepCalls<T> calls, IReadOnlyList<ulong>? streams, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        XoshiroRandom[] randoms = new XoshiroRandom[calls.Starts.Length];
        if (streams is not null && streams.Count != randoms.Length)
            throw new ArgumentException(
                Invariant($"{Name}: expected a stream for each of {randoms.Length} sources, got {streams.Count}."), nameof(streams));
        for (int i = 0; i < randoms.Length; i++) randoms[i] = new XoshiroRandom(seed, streams?[i] ?? (ulong)i);
        TokenDraw draw = new(Temperature, TopK, TopP);
        return RowByRow.Decode(calls, this, (values, source) => draw.Next(values, randoms[source]), cancellation);
    }
}
