namespace MiniGrad.Decoding;

/// <summary>The step function at work: its calls, the checks of what it returns, and which source each of its rows belongs to.</summary>
internal sealed class StepCalls<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // What log-probabilities may exceed 0 by: x − log Σ exp x of logits of a thousand in single precision comes to some 1e-4.
    private const double Rounding = 1e-3;

    private readonly string who;
    private readonly int[] starts;
    private readonly int? endToken;
    private readonly DecodingStep<T> step;
    private DecodingState<T> state;
    // For each row the number of its source.
    private int[] sources;
    private SourceRows rows;
    private Tensor<T>? logProbabilities;
    private int calls;

    public StepCalls(string who, int[] starts, int? endToken, DecodingState<T> state, DecodingStep<T> step)
    {
        (this.who, this.starts, this.endToken, this.step) = (who, starts, endToken, step);
        sources = [.. Enumerable.Range(0, starts.Length)];
        rows = new SourceRows(sources);
        this.state = state.Of(rows);
    }

    /// <summary>The start token of each source.</summary>
    public ReadOnlySpan<int> Starts => starts;

    /// <summary>The number of tokens; 0 before the first call.</summary>
    public int Vocabulary { get; private set; }

    /// <summary>Asks for the next tokens of all rows.</summary>
    public void Call(ReadOnlySpan<int> tokens)
    {
        calls++;
        (Tensor<T> given, DecodingState<T> next) = step(IndexTensor.Create(tokens), state);
        if (given is null) throw Refused("expected log-probabilities, got null");
        if (next is null) throw Refused("expected a state, got null");
        if (given.Rank != 2 || given.Shape[0] != tokens.Length || given.Shape[1] == 0)
            throw Refused(Invariant($"expected log-probabilities of shape [{tokens.Length}, vocabulary], got {given.Shape}"));
        if (!next.HasSourcesOf(state))
            throw Refused("expected the tensors of sources as they were given, which the state's Next passes on, got others or none");
        if (next.Rows is { } count && count != tokens.Length)
            throw Refused(Invariant($"expected a state with a row for each of {tokens.Length} hypotheses, got {count} rows"));
        if (calls == 1) CheckTokens(given.Shape[1]);
        else if (given.Shape[1] != Vocabulary)
            throw Refused(Invariant($"expected log-probabilities of {Vocabulary} tokens as in the first step, got {given.Shape[1]}"));
        Vocabulary = given.Shape[1];
        logProbabilities = given;
        state = next.Of(rows);
    }

    /// <summary>Copies the log-probabilities of a row, none above 0.</summary>
    public void Read(int row, Span<double> target)
    {
        ReadOnlySpan<T> values = logProbabilities!.Span.Slice(row * Vocabulary, Vocabulary);
        for (int token = 0; token < target.Length; token++)
        {
            double value = double.CreateTruncating(values[token]);
            target[token] = value <= 0 ? value : Rounded(value, row, token);
        }
    }

    /// <summary>Goes on with the given rows of the last call.</summary>
    public void Keep(ReadOnlySpan<int> kept)
    {
        int[] keptSources = new int[kept.Length];
        for (int i = 0; i < kept.Length; i++) keptSources[i] = sources[kept[i]];
        sources = keptSources;
        (rows, int[] left) = rows.Select(kept);
        state = state.Select(kept, rows, left);
    }

    private double Rounded(double value, int row, int token)
    {
        if (!(value <= Rounding))
        {
            string place = Invariant($"token {token} in row {row}, a hypothesis of source {sources[row]}");
            throw Refused(Invariant($"expected log-probabilities of at most 0, got {value} for {place}"));
        }
        return 0;
    }

    private void CheckTokens(int vocabulary)
    {
        if (endToken >= vocabulary)
            throw new ArgumentException(Invariant($"{who}: the end token {endToken} is outside the vocabulary, 0 to {vocabulary - 1}."));
        for (int i = 0; i < starts.Length; i++)
            if (starts[i] >= vocabulary)
                throw new ArgumentException(
                    Invariant($"{who}: the start token {starts[i]} of source {i} is outside the vocabulary, 0 to {vocabulary - 1}."));
    }

    private ArgumentException Refused(string what) => new(Invariant($"{who}: {what} (call {calls} of the step function)."));
}
