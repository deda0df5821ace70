using MiniGrad.Initializers;

namespace MiniGrad.Layers;

/// <summary>A linear layer whose weights are learned as length and direction: <c>Z = X·W + b</c> with <c>W[:, j] = g[j]·v[:, j] /
/// ‖v[:, j]‖</c>. Input [..., in], output [..., out].</summary>
/// <remarks>Salimans and Kingma, "Weight normalization: a simple reparameterization to accelerate training of deep neural networks", 2016.
/// It begins as a <see cref="Linear{T}"/> with the weights v. A column of zeros gives weights of 0.</remarks>
public sealed class WeightNormalizedLinear<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="inputs">The number of inputs, at least 1.</param>
    /// <param name="outputs">The number of outputs, at least 1.</param>
    /// <param name="random">Draws the starting directions.</param>
    /// <param name="weights">How. Default: <see cref="Initializer.GlorotUniform"/>. g starts at their lengths, the bias at 0.</param>
    /// <param name="hasBias">Whether there is a b. Default: yes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public WeightNormalizedLinear(int inputs, int outputs, Random random, Initializer? weights = null, bool hasBias = true)
    {
        ArgumentNullException.ThrowIfNull(random);
        Inputs = Guard.AtLeast(inputs, 1, nameof(WeightNormalizedLinear<T>), "the number of inputs");
        Outputs = Guard.AtLeast(outputs, 1, nameof(WeightNormalizedLinear<T>), "the number of outputs");
        Tensor<T> start = (weights ?? Initializer.GlorotUniform).Create<T>([inputs, outputs], random);
        Length = Register("length", new Parameter<T>(start.Norm([0])));
        Direction = Register("direction", new Parameter<T>(start));
        if (hasBias) Bias = Register("bias", new Parameter<T>(Tensor.Zeros<T>([outputs])));
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>g, of shape [out].</summary>
    public Parameter<T> Length { get; }

    /// <summary>v, of shape [in, out].</summary>
    public Parameter<T> Direction { get; }

    /// <summary>b, of shape [out], or null.</summary>
    public Parameter<T>? Bias { get; }

    /// <summary>W, of shape [in, out], computed anew.</summary>
    public Tensor<T> Weight
    {
        get
        {
            Tensor<T> norm = Direction.Norm([0]);
            return Direction * (Length / Tensor.Where(norm.EqualTo(T.Zero), T.One, norm));
        }
    }

    /// <inheritdoc/>
    public override string Description => $"WeightNormalizedLinear {Inputs} → {Outputs}" + (Bias is null ? " without bias" : "");

    internal override IEnumerable<Parameter<T>> LinearWeights => [Direction];

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input)
    {
        if (input.Rank == 0 || input.Shape[-1] != Inputs)
            throw new ArgumentException($"{Description}: expected an input of shape [..., {Inputs}], got {input.Shape}.", nameof(input));
        return Bias is null ? input.MatMul(Weight) : input.Linear(Weight, Bias);
    }
}
