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
    private int[] sources;
    // Which tensors of the state were passed on untouched from the beginning: their rows are the same for all hypotheses of a source.
    private bool[] isOfSource;
    private Tensor<T>? logProbabilities;
    private int count;

    public StepCalls(string who, int[] starts, int? endToken, DecodingState<T> state, DecodingStep<T> step)
    {
        (this.who, this.starts, this.endToken, this.state, this.step) = (who, starts, endToken, state, step);
        sources = [.. Enumerable.Range(0, starts.Length)];
        isOfSource = new bool[state.Count];
        Array.Fill(isOfSource, true);
    }

    /// <summary>The start token of each source.</summary>
    public ReadOnlySpan<int> Starts => starts;

    /// <summary>The number of tokens; 0 before the first call.</summary>
    public int Vocabulary { get; private set; }

    /// <summary>Asks for the next tokens of all rows.</summary>
    public void Call(ReadOnlySpan<int> tokens)
    {
        count++;
        (Tensor<T> given, DecodingState<T> next) = step(IndexTensor.Create(tokens), state);
        if (given is null) throw Refused("expected log-probabilities, got null");
        if (next is null) throw Refused("expected a state, got null");
        if (given.Rank != 2 || given.Shape[0] != tokens.Length || given.Shape[1] == 0)
            throw Refused(Invariant($"expected log-probabilities of shape [{tokens.Length}, vocabulary], got {given.Shape}"));
        if (next.Rows is { } rows && rows != tokens.Length)
            throw Refused(Invariant($"expected a state with a row for each of {tokens.Length} hypotheses, got {rows} rows"));
        if (count == 1) CheckTokens(given.Shape[1]);
        else if (given.Shape[1] != Vocabulary)
            throw Refused(Invariant($"expected log-probabilities of {Vocabulary} tokens as in the first step, got {given.Shape[1]}"));
        Vocabulary = given.Shape[1];
        logProbabilities = given;
        bool[] isUntouched = new bool[next.Count];
        for (int i = 0; i < isUntouched.Length; i++)
            isUntouched[i] = i < state.Count && isOfSource[i] && ReferenceEquals(next[i], state[i]);
        (state, isOfSource) = (next, isUntouched);
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
    public void Keep(ReadOnlySpan<int> rows)
    {
        int[] kept = new int[rows.Length];
        for (int i = 0; i < kept.Length; i++) kept[i] = sources[rows[i]];
        // Where every row keeps its source, a tensor whose rows are those of their source is already what a selection would make of it.
        state = state.Select(IndexTensor.Create(rows), kept.AsSpan().SequenceEqual(sources) ? isOfSource : []);
        sources = kept;
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

    private ArgumentException Refused(string what) => new(Invariant($"{who}: {what} (call {count} of the step function)."));
}
