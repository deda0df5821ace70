using MiniGrad.Initializers;

namespace MiniGrad.Layers;

/// <summary>One step of an <see cref="Lstm{T}"/> of one layer, for loops of one's own: input [batch, features], output [batch,
/// units].</summary>
/// <remarks>The formulas, the order of the gates and the start are those of <see cref="Lstm{T}"/>; parameters are <c>input_weight</c>,
/// <c>recurrent_weight</c>, <c>input_bias</c> and <c>recurrent_bias</c>.</remarks>
/// <example><code>
/// LstmCell&lt;float&gt; cell = new(inputs: 8, units: 32, random);
/// LstmState&lt;float&gt;? state = null;
/// for (int step = 0; step &lt; 10; step++) state = cell.Step(Tensor.Normal([4, 8], 0f, 1f, random), state);
/// </code></example>
public sealed class LstmCell<T> : RecurrentCell<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="inputs">The number of features, at least 1.</param>
    /// <param name="units">The number of units, at least 1.</param>
    /// <param name="random">Draws the starting weights.</param>
    /// <param name="inputWeights">How W starts, gate by gate. Default: <see cref="Initializer.GlorotUniform"/>.</param>
    /// <param name="recurrentWeights">How U starts, gate by gate. Default: <see cref="Initializer.Orthogonal"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public LstmCell(int inputs, int units, Random random, Initializer? inputWeights = null, Initializer? recurrentWeights = null)
        : base(RecurrentKind.Lstm, inputs, units, random, inputWeights, recurrentWeights) { }

    /// <summary>The state after a step; what is given out is its <see cref="LstmState{T}.Hidden"/>.</summary>
    /// <param name="input">[batch, features].</param>
    /// <param name="before">The state before, [batch, units]. Default: zeros.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public LstmState<T> Step(Tensor<T> input, LstmState<T>? before)
    {
        LstmState<T> state = Next(input, before);
        // The next step takes both parts as they lie together, and the gradient would go past h, which whoever observes wants to see.
        if (ForwardObserver<T>.Current is not null) state = new LstmState<T>(state.Hidden, state.Cell);
        Observed(state.Hidden);
        return state;
    }

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input) => Next(input, null).Hidden;

    private LstmState<T> Next(Tensor<T> input, LstmState<T>? before)
    {
        Shape state = StateFor(input);
        if (before is not null && before.Shape != state)
            throw new ArgumentException($"{Description}: expected states {state}, got {before.Shape}.", nameof(before));
        return new LstmState<T>(Scan(input, before?.Part(0)), state, GraphMode.Current);
    }
}
