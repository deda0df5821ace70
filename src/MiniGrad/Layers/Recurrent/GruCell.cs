using MiniGrad.Initializers;

namespace MiniGrad.Layers;

/// <summary>One step of a <see cref="Gru{T}"/> of one layer, for loops of one's own: input [batch, features], output and state [batch,
/// units].</summary>
/// <remarks>The formulas, the order of the gates and the start are those of <see cref="Gru{T}"/>; parameters are <c>input_weight</c>,
/// <c>recurrent_weight</c>, <c>input_bias</c> and <c>recurrent_bias</c>.</remarks>
public sealed class GruCell<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="inputs">The number of features, at least 1.</param>
    /// <param name="units">The number of units, at least 1.</param>
    /// <param name="random">Draws the starting weights.</param>
    /// <param name="inputWeights">How W starts, gate by gate. Default: <see cref="Initializer.GlorotUniform"/>.</param>
    /// <param name="recurrentWeights">How U starts, gate by gate. Default: <see cref="Initializer.Orthogonal"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public GruCell(int inputs, int units, Random random, Initializer? inputWeights = null, Initializer? recurrentWeights = null)
    {
        ArgumentNullException.ThrowIfNull(random);
        Inputs = Guard.AtLeast(inputs, 1, nameof(GruCell<T>), "the number of inputs");
        Units = Guard.AtLeast(units, 1, nameof(GruCell<T>), "the number of units");
        Weights = RecurrentWeights<T>.Create(
            RecurrentKind.Gru, inputs, units, random, inputWeights, recurrentWeights,
            (name, values) => Register(name, new Parameter<T>(values)));
    }

    /// <summary>The number of features.</summary>
    public int Inputs { get; }

    /// <summary>The number of units.</summary>
    public int Units { get; }

    /// <inheritdoc/>
    public override string Description => $"GruCell {Inputs} → {Units}";

    internal RecurrentWeights<T> Weights { get; }

    /// <summary>The state after a step, which is also what is given out.</summary>
    /// <param name="input">[batch, features].</param>
    /// <param name="before">The state before, [batch, units]. Default: zeros.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public Tensor<T> Step(Tensor<T> input, Tensor<T>? before) => Observed(Next(input, before));

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input) => Next(input, null);

    private Tensor<T> Next(Tensor<T> input, Tensor<T>? before)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Rank != 2 || input.Shape[1] != Inputs)
            throw new ArgumentException($"{Description}: expected an input [batch, {Inputs}], got {input.Shape}.", nameof(input));
        Shape state = [input.Shape[0], Units];
        if (before is not null && before.Shape != state)
            throw new ArgumentException($"{Description}: expected a state {state}, got {before.Shape}.", nameof(before));
        return Weights.Scan(RecurrentKind.Gru, input.ExpandDimension(0), before?.ExpandDimension(0), null).Squeeze(0);
    }
}
