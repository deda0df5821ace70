using MiniGrad.Initializers;

namespace MiniGrad.Layers;

/// <summary>One step of a <see cref="Gru{T}"/> of one layer, for loops of one's own: input [batch, features], output and state [batch,
/// units].</summary>
/// <remarks>The formulas, the order of the gates and the start are those of <see cref="Gru{T}"/>; parameters are <c>input_weight</c>,
/// <c>recurrent_weight</c>, <c>input_bias</c> and <c>recurrent_bias</c>.</remarks>
public sealed class GruCell<T> : RecurrentCell<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="inputs">The number of features, at least 1.</param>
    /// <param name="units">The number of units, at least 1.</param>
    /// <param name="random">Draws the starting weights.</param>
    /// <param name="inputWeights">How W starts, gate by gate. Default: <see cref="Initializer.GlorotUniform"/>.</param>
    /// <param name="recurrentWeights">How U starts, gate by gate. Default: <see cref="Initializer.Orthogonal"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public GruCell(int inputs, int units, Random random, Initializer? inputWeights = null, Initializer? recurrentWeights = null)
        : base(RecurrentKind.Gru, inputs, units, random, inputWeights, recurrentWeights) { }

    /// <summary>The state after a step, which is also what is given out.</summary>
    /// <param name="input">[batch, features].</param>
    /// <param name="before">The state before, [batch, units]. Default: zeros.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public Tensor<T> Step(Tensor<T> input, Tensor<T>? before) => Observed(Next(input, before));

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input) => Next(input, null);

    private Tensor<T> Next(Tensor<T> input, Tensor<T>? before)
    {
        Shape state = StateFor(input);
        if (before is not null && before.Shape != state)
            throw new ArgumentException($"{Description}: expected a state {state}, got {before.Shape}.", nameof(before));
        return Scan(input, before?.ExpandDimension(0)).Squeeze(0);
    }
}
