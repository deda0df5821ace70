using MiniGrad.Initializers;

namespace MiniGrad.Layers;

/// <summary>What <see cref="LstmCell{T}"/> and <see cref="GruCell{T}"/> have in common: one step of a recurrent layer, for loops of one's
/// own.</summary>
public abstract class RecurrentCell<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly RecurrentKind kind;

    private protected RecurrentCell(
        RecurrentKind kind, int inputs, int units, Random random, Initializer? inputWeights, Initializer? recurrentWeights)
    {
        ArgumentNullException.ThrowIfNull(random);
        this.kind = kind;
        Inputs = Guard.AtLeast(inputs, 1, $"{kind}Cell", "the number of inputs");
        Units = Guard.AtLeast(units, 1, $"{kind}Cell", "the number of units");
        Weights = RecurrentWeights<T>.Create(
            kind, inputs, units, random, inputWeights, recurrentWeights, (name, values) => Register(name, new Parameter<T>(values)));
    }

    /// <summary>The number of features.</summary>
    public int Inputs { get; }

    /// <summary>The number of units.</summary>
    public int Units { get; }

    /// <inheritdoc/>
    public override string Description => $"{kind}Cell {Inputs} → {Units}";

    internal RecurrentWeights<T> Weights { get; }

    internal override IEnumerable<Parameter<T>> LinearWeights => Weights.Matrices;

    /// <summary>The shape of a state for an input, which is checked.</summary>
    private protected Shape StateFor(Tensor<T> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Rank != 2 || input.Shape[1] != Inputs)
            throw new ArgumentException($"{Description}: expected an input [batch, {Inputs}], got {input.Shape}.", nameof(input));
        return [input.Shape[0], Units];
    }

    /// <summary>The output of the layer's operation for one step, [states, batch, units].</summary>
    private protected Tensor<T> Scan(Tensor<T> input, Tensor<T>? before) =>
        Weights.Scan(kind, Weights.Project(kind, input), steps: 1, input.Shape[0], before, lengths: null);
}
