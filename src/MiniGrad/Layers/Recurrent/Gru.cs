using MiniGrad.Initializers;

namespace MiniGrad.Layers;

/// <summary>Gated recurrent units over sequences: input [batch, time, features], output [batch, time, units], or 2·units for both
/// directions. For every step <c>r, z = σ(x·W + b + h₋·U + d)</c>, <c>n = tanh(x·W + b + r·(h₋·U + d))</c>, <c>h = (1 − z)·n + z·h₋</c>,
/// with columns of their own in W, U, b and d for each gate.</summary>
/// <remarks>Cho and others, "Learning phrase representations using RNN encoder-decoder for statistical machine translation", 2014, with the
/// reset gate behind the product, as in cuDNN and PyTorch; gates in the order r, z, n. Parameters are named as those of
/// <see cref="Lstm{T}"/>, with 3·units columns.</remarks>
public sealed class Gru<T> : RecurrentLayer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
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
    /// <param name="recurrentWeights">How U starts, gate by gate. Default: <see cref="Initializer.Orthogonal"/>. Biases start at 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Gru(
        int inputs, int units, Random random, int layers = 1, bool isBidirectional = false, double dropout = 0,
        Initializer? inputWeights = null, Initializer? recurrentWeights = null)
        : base(RecurrentKind.Gru, inputs, units, random, layers, isBidirectional, dropout, inputWeights, recurrentWeights) { }

    /// <summary>The outputs at all steps and the last state, each computed when it is asked for.</summary>
    /// <param name="input">[batch, time, features].</param>
    /// <param name="initial">The state before the first step, [layers · directions, batch, units]. Default: zeros.</param>
    /// <param name="lengths">The number of steps of each sequence, [batch], from 1 to time. What stands behind has no influence and no
    /// gradient; outputs there are 0, and the last state is that of the last step before. Default: all steps count.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is out of its range.</exception>
    public GruResult<T> Run(Tensor<T> input, Tensor<T>? initial = null, IndexTensor? lengths = null) =>
        Run(Sequences(input, lengths), initial, lengths);

    /// <summary>The same for sequences of tokens, each of which stands for a row of an embedding: it gives what <c>Run(embedding.Forward(
    /// tokens), …)</c> does, but multiplies each row once, not each step, where there are fewer rows.</summary>
    /// <param name="embedding">The table of the tokens' features.</param>
    /// <param name="tokens">Row numbers, [batch, time].</param>
    /// <param name="initial">The state before the first step. Default: zeros.</param>
    /// <param name="lengths">The number of steps of each sequence, [batch]. Default: all steps count.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length or a token is out of its range.</exception>
    public GruResult<T> Run(
        Embedding<T> embedding, IndexTensor tokens, Tensor<T>? initial = null, IndexTensor? lengths = null) =>
        Run(Sequences(embedding, tokens, lengths), initial, lengths);

    private GruResult<T> Run(RecurrentInput<T> input, Tensor<T>? initial, IndexTensor? lengths)
    {
        Shape expected = [Layers * Directions, input.Batch, Units];
        if (initial is not null && initial.Shape != expected)
            throw new ArgumentException($"{Description}: expected states {expected}, got {initial.Shape}.", nameof(initial));
        Tensor<T>[]? states = initial is null ? null
            : [.. Enumerable.Range(0, expected[0]).Select(place => expected[0] == 1 ? initial : initial.Slice(0, place, 1))];
        return new GruResult<T>(this, RunLayers(input, states, lengths));
    }

    internal Tensor<T> Shown(Tensor<T> outputs) => Observed(outputs);
}

/// <summary>What a <see cref="Gru{T}"/> gives.</summary>
public sealed class GruResult<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Gru<T> layer;
    private readonly RecurrentRun<T> run;
    private Tensor<T>? outputs;
    private Tensor<T>? last;

    internal GruResult(Gru<T> layer, RecurrentRun<T> run) => (this.layer, this.run) = (layer, run);

    /// <summary>The outputs of the last layer at all steps, [batch, time, units]; of both directions those of the forward one
    /// first.</summary>
    public Tensor<T> Outputs => outputs ??= MakeOutputs();

    /// <summary>The state after the last step of each sequence, [layers · directions, batch, units]; of the direction from the end, after
    /// its first.</summary>
    public Tensor<T> Last => last ??= MakeLast();

    private Tensor<T> MakeOutputs()
    {
        // As if it had been asked for at once.
        using GraphRegion region = run.Mode.Enter();
        return layer.Shown(run.Outputs());
    }

    private Tensor<T> MakeLast()
    {
        using GraphRegion region = run.Mode.Enter();
        RecurrentRun<T> known = run;
        Tensor<T> state = known.Parts.Length == 1
            ? known.Last(0, 1) : Tensor.Concatenate([.. known.Parts.Select((_, place) => known.Last(place, 1))], axis: 0);
        return outputs is null ? layer.Shown(state) : state;
    }
}
