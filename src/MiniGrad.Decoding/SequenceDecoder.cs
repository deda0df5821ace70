namespace MiniGrad.Decoding;

/// <summary>What the ways of decoding share: when a sequence ends.</summary>
public abstract class SequenceDecoder
{
    // Penalties are kept for each length.
    private const int MostTokens = 1_000_000;

    private protected SequenceDecoder() { }

    /// <summary>The most tokens of a result, from 1 to 1,000,000, the end token included. A sequence that has not ended by then is cut off
    /// and marked as unfinished. Default: 100.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is outside that range.</exception>
    public int MaxLength
    {
        get;
        init => field = Guard.Between(value, 1, MostTokens, Name, nameof(MaxLength));
    } = 100;

    /// <summary>The token that ends a sequence; it may be the start token as well, which is not looked at. Default: null, no token does,
    /// and all sequences run to <see cref="MaxLength"/> and are unfinished.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The token is negative. One beyond the vocabulary is refused by the search.</exception>
    public int? EndToken
    {
        get;
        init => field = value is { } token ? Guard.AtLeast(token, 0, Name, nameof(EndToken)) : null;
    }

    private protected abstract string Name { get; }

    private protected StepCalls<T> Begin<T>(IndexTensor starts, DecodingState<T> state, DecodingStep<T> step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(step);
        if (starts.Shape.Rank != 1)
            throw new ArgumentException($"{Name}: expected a vector of start tokens, got shape {starts.Shape}.", nameof(starts));
        for (int i = 0; i < starts.ElementCount; i++)
            if (starts[i] < 0)
                throw new ArgumentOutOfRangeException(
                    nameof(starts), Invariant($"{Name}: the start token of source {i} must be at least 0, got {starts[i]}."));
        if (state.Rows is { } rows && rows != starts.ElementCount)
            throw new ArgumentException(
                Invariant($"{Name}: expected a state with a row for each of {starts.ElementCount} start tokens, got {rows} rows."),
                nameof(state));
        return new StepCalls<T>(Name, starts.ToArray(), EndToken, state, step);
    }

    private protected StepCalls<T> BeginOne<T>(int start, DecodingState<T> state, DecodingStep<T> step)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Rows is { } rows && rows != 1)
            throw new ArgumentException(
                Invariant($"{Name}: expected the state of one source, a single row, got {rows} rows; RunBatch takes several sources."),
                nameof(state));
        return Begin([start], state, step);
    }

    private protected IndexTensor Repeat<T>(int start, DecodingState<T> state) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Rows is not { } rows)
            throw new ArgumentException(
                $"{Name}: a state without tensors does not say how many sources there are; give a start token for each.", nameof(state));
        int[] starts = new int[rows];
        Array.Fill(starts, start);
        return starts;
    }
}
