using MiniGrad.Initializers;

namespace MiniGrad.Layers;

/// <summary>The affine map <c>Z = X·W + b</c>: input [..., in], output [..., out], <c>W</c> [in, out], <c>b</c> [out]. (PyTorch keeps the
/// transpose of W.)</summary>
public sealed class Linear<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="inputs">The number of inputs, at least 1.</param>
    /// <param name="outputs">The number of outputs, at least 1.</param>
    /// <param name="random">Draws the starting weights.</param>
    /// <param name="weights">How. Default: <see cref="Initializer.GlorotUniform"/>. The bias starts at 0.</param>
    /// <param name="hasBias">Whether there is a b. Default: yes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public Linear(int inputs, int outputs, Random random, Initializer? weights = null, bool hasBias = true)
    {
        ArgumentNullException.ThrowIfNull(random);
        Inputs = Guard.AtLeast(inputs, 1, nameof(Linear<T>), "the number of inputs");
        Outputs = Guard.AtLeast(outputs, 1, nameof(Linear<T>), "the number of outputs");
        Weight = Register("weight", new Parameter<T>((weights ?? Initializer.GlorotUniform).Create<T>([inputs, outputs], random)));
        if (hasBias) Bias = Register("bias", new Parameter<T>(Tensor.Zeros<T>([outputs])));
    }

    /// <summary>The number of inputs.</summary>
    public int Inputs { get; }

    /// <summary>The number of outputs.</summary>
    public int Outputs { get; }

    /// <summary>W, of shape [in, out].</summary>
    public Parameter<T> Weight { get; }

    /// <summary>b, of shape [out], or null.</summary>
    public Parameter<T>? Bias { get; }

    /// <inheritdoc/>
    public override string Description => $"Linear {Inputs} → {Outputs}" + (Bias is null ? " without bias" : "");

    internal override IEnumerable<Parameter<T>> LinearWeights => [Weight];

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input) => Compute(input, FusedActivation.None);

    /// <summary>The output with an activation applied, which needs a bias.</summary>
    internal Tensor<T> Compute(Tensor<T> input, FusedActivation activation)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input.Rank == 0 || input.Shape[-1] != Inputs)
            throw new ArgumentException($"{Description}: expected an input of shape [..., {Inputs}], got {input.Shape}.", nameof(input));
        return Bias is null ? input.MatMul(Weight) : input.Linear(Weight, Bias, activation);
    }
}
