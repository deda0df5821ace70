using MiniGrad.Initializers;

namespace MiniGrad.Layers;

/// <summary>Long short-term memory over sequences: input [batch, time, features], output [batch, time, units], or 2·units for both
/// directions. For every step
/// <c>i, f, o = σ(x·W + b + h₋·U + d)</c>, <c>g = tanh(x·W + b + h₋·U + d)</c>, <c>c = f·c₋ + i·g</c>, <c>h = o·tanh(c)</c>, with columns
/// of their own in W, U, b and d for each gate.</summary>
/// <remarks><para>Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the forget gate of Gers, Schmidhuber and Cummins,
/// "Learning to forget", 2000. Gates stand in the order i, f, g, o, as in PyTorch. All steps are one operation, and the product with the
/// inputs of all steps is one.</para>
/// <para>Parameters, for each layer and direction: <c>layers.0.input_weight</c> W [features, 4·units], <c>layers.0.recurrent_weight</c> U
/// [units, 4·units], <c>layers.0.input_bias</c> b and <c>layers.0.recurrent_bias</c> d [4·units]; those of the other direction are named
/// <c>layers.0.reverse.…</c>. Two biases, of which only the sum counts, are PyTorch's and make its files fit.</para></remarks>
/// <example>The last state of a sequence of any length, as the input of a classifier:<code>
/// Lstm&lt;float&gt; reader = new(inputs: 8, units: 32, random);
/// Linear&lt;float&gt; head = new(32, 2, random);
/// Tensor&lt;float&gt; sequences = Tensor.Normal([4, 10, 8], 0f, 1f, random);
/// IndexTensor lengths = IndexTensor.Create([10, 3, 7, 1]);
/// Tensor&lt;float&gt; scores = head.Forward(reader.Run(sequences, lengths: lengths).Last.Hidden.Squeeze(0));
/// </code></example>
public sealed class Lstm<T> : RecurrentLayer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="inputs">The number of features of a step, at least 1.</param>
    /// <param name="units">The number of units of a layer and direction, at least 1.</param>
    /// <param name="random">Draws the starting weights, and what is dropped.</param>
    /// <param name="layers">The number of layers, each of which reads the outputs of the one before. Default: 1.</param>
    /// <param name="isBidirectional">Whether each layer also reads the sequences from their ends, with units of its own. Default:
    /// no.</param>
    /// <param name="dropout">The probability from 0 to below 1 with which a feature is dropped in training between two layers. Default:
    /// 0.</param>
    /// <param name="inputWeights">How W starts, gate by gate. Default: <see cref="Initializer.GlorotUniform"/>.</param>
    /// <param name="recurrentWeights">How U starts, gate by gate. Default: <see cref="Initializer.Orthogonal"/>. Biases start at 0, b of
    /// the forget gate at 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Lstm(
        int inputs, int units, Random random, int layers = 1, bool isBidirectional = false, double dropout = 0,
        Initializer? inputWeights = null, Initializer? recurrentWeights = null)
        : base(RecurrentKind.Lstm, inputs, units, random, layers, isBidirectional, dropout, inputWeights, recurrentWeights) { }

    /// <summary>The outputs at all steps and the last state, each computed when it is asked for.</summary>
    /// <param name="input">[batch, time, features].</param>
    /// <param name="initial">The state before the first step. Default: zeros.</param>
    /// <param name="lengths">The number of steps of each sequence, [batch], from 1 to time. What stands behind has no influence and no
    /// gradient; outputs there are 0, and the last state is that of the last step before. Default: all steps count.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is out of its range.</exception>
    public LstmResult<T> Run(Tensor<T> input, LstmState<T>? initial = null, IndexTensor? lengths = null) =>
        Run(Sequences(input, lengths), initial, lengths);

    /// <summary>The same for sequences of tokens, each of which stands for a row of an embedding: it gives what <c>Run(embedding.Forward(
    /// tokens), …)</c> does, but multiplies each row once, not each step, where there are fewer rows.</summary>
    /// <param name="embedding">The table of the tokens' features.</param>
    /// <param name="tokens">Row numbers, [batch, time].</param>
    /// <param name="initial">The state before the first step. Default: zeros.</param>
    /// <param name="lengths">The number of steps of each sequence, [batch]. Default: all steps count.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length or a token is out of its range.</exception>
    public LstmResult<T> Run(
        Embedding<T> embedding, IndexTensor tokens, LstmState<T>? initial = null, IndexTensor? lengths = null) =>
        Run(Sequences(embedding, tokens, lengths), initial, lengths);

    private LstmResult<T> Run(RecurrentInput<T> input, LstmState<T>? initial, IndexTensor? lengths)
    {
        Shape expected = [Layers * Directions, input.Batch, Units];
        if (initial is not null && initial.Shape != expected)
            throw new ArgumentException($"{Description}: expected states {expected}, got {initial.Shape}.", nameof(initial));
        Tensor<T>[]? states = initial is null ? null : [.. Enumerable.Range(0, expected[0]).Select(initial.Part)];
        return new LstmResult<T>(this, RunLayers(input, states, lengths));
    }

    internal Tensor<T> Shown(Tensor<T> outputs) => Observed(outputs);
}

/// <summary>What an <see cref="Lstm{T}"/> gives.</summary>
public sealed class LstmResult<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Lstm<T> layer;
    private readonly RecurrentRun<T> run;
    private Tensor<T>? outputs;
    private LstmState<T>? last;

    internal LstmResult(Lstm<T> layer, RecurrentRun<T> run) => (this.layer, this.run) = (layer, run);

    /// <summary>The outputs of the last layer at all steps, [batch, time, units]; of both directions those of the forward one
    /// first.</summary>
    public Tensor<T> Outputs => outputs ??= MakeOutputs();

    /// <summary>The state after the last step of each sequence; of the direction from the end, after its first.</summary>
    public LstmState<T> Last => last ??= MakeLast();

    private Tensor<T> MakeOutputs()
    {
        // As if it had been asked for at once.
        using GraphRegion region = run.Mode.Enter();
        return layer.Shown(run.Outputs());
    }

    private LstmState<T> MakeLast()
    {
        using GraphRegion region = run.Mode.Enter();
        return Shown(Joined());
    }

    /// <summary>Shows what is taken as the layer's output where nobody asks for the outputs.</summary>
    private LstmState<T> Shown(LstmState<T> state)
    {
        if (ForwardObserver<T>.Current is null || outputs is not null) return state;
        // Both parts apart, as the gradient of those that lie together would go past h.
        state = new LstmState<T>(state.Hidden, state.Cell);
        layer.Shown(state.Hidden);
        return state;
    }

    private LstmState<T> Joined()
    {
        Shape state = run.Parts[0].Shape.With(0, 1);
        if (run.Parts.Length == 1) return new LstmState<T>(run.Last(0, 2), state, run.Mode);
        Tensor<T>[] parts = [.. run.Parts.Select((_, place) => run.Last(place, 2))];
        return new LstmState<T>(Of(0), Of(1));

        Tensor<T> Of(int place) => Tensor.Concatenate([.. parts.Select(part => part.Slice(0, place, 1))], axis: 0);
    }
}
