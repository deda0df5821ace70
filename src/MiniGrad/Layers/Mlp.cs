using MiniGrad.Initializers;

namespace MiniGrad.Layers;

/// <summary>A multi-layer perceptron: <c>H⁽⁰⁾ = X</c>, <c>H⁽ˡ⁾ = σ(H⁽ˡ⁻¹⁾·W⁽ˡ⁾ + b⁽ˡ⁾)</c>, and after the last linear layer no activation,
/// so that the output is any number, or the logits of classes. Input [batch, sizes[0]], output [batch, sizes[^1]].</summary>
/// <remarks>The linear layers are <c>layers.0</c>, <c>layers.1</c>, …, what normalises behind them <c>normalizations.0</c>, …. Hidden
/// weights start as <see cref="Initializer.For"/> says for the activation, the last layer's as for none, biases at 0.</remarks>
public sealed class Mlp<T> : Layer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Linear<T>[] layers;
    private readonly ActivationLayer<T>[] activations;
    private readonly Layer<T>[] normalizations;
    private readonly Dropout<T>[] dropouts;
    private readonly FusedActivation fused;

    /// <param name="sizes">The numbers of inputs, of units in each hidden layer and of outputs: at least two, each at least 1.</param>
    /// <param name="activation">σ, after each hidden layer.</param>
    /// <param name="random">Draws the starting weights, and the dropout.</param>
    /// <param name="dropout">The probability with which a hidden unit is dropped in training. Default: 0.</param>
    /// <param name="weights">The initializer of all weights. Default: by activation.</param>
    /// <param name="normalization">The normalisation of hidden units before the activation. Default: none.</param>
    /// <exception cref="ArgumentException">There are fewer than two sizes, or one is below 1.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is not defined, or the dropout is not from 0 to below 1.</exception>
    public Mlp(
        ReadOnlySpan<int> sizes, Activation activation, Random random, double dropout = 0, Initializer? weights = null,
        Normalization normalization = Normalization.None)
    {
        ArgumentNullException.ThrowIfNull(random);
        string list = $"[{string.Join(", ", sizes.ToArray())}]";
        if (sizes.Length < 2)
            throw new ArgumentException($"Mlp: expected the number of inputs and of outputs at least, got {list}.", nameof(sizes));
        if (sizes.ContainsAnyInRange(int.MinValue, 0))
            throw new ArgumentException($"Mlp: sizes must be at least 1, got {list}.", nameof(sizes));
        Guard.Defined(activation, nameof(Mlp<T>));
        Guard.BelowOne(dropout, nameof(Mlp<T>), "the dropout");
        Guard.Defined(normalization, nameof(Mlp<T>));

        (Sizes, Activation, Dropout, Normalization) = (sizes.ToArray(), activation, dropout, normalization);
        bool isNormalized = normalization != Normalization.None;
        fused = isNormalized ? FusedActivation.None : activation.Fused();
        int hidden = sizes.Length - 2;
        layers = new Linear<T>[hidden + 1];
        activations = new ActivationLayer<T>[hidden];
        normalizations = isNormalized ? new Layer<T>[hidden] : [];
        dropouts = dropout == 0 ? [] : new Dropout<T>[hidden];
        for (int i = 0; i <= hidden; i++)
        {
            Initializer initializer = weights ?? Initializer.For(i < hidden ? activation : Activation.Identity);
            bool hasBias = i == hidden || normalization != Normalization.Batch;
            layers[i] = Register($"layers.{i}", new Linear<T>(sizes[i], sizes[i + 1], random, initializer, hasBias));
            if (i == hidden) break;
            if (isNormalized)
            {
                normalizations[i] = Register<Layer<T>>(
                    $"normalizations.{i}",
                    normalization == Normalization.Batch
                        ? new BatchNormalization<T>(sizes[i + 1]) : new LayerNormalization<T>([sizes[i + 1]]));
            }
            activations[i] = Register($"activations.{i}", new ActivationLayer<T>(activation));
            if (dropout != 0) dropouts[i] = Register($"dropouts.{i}", new Dropout<T>(dropout, random));
        }
    }

    /// <summary>The numbers of inputs, of units in each hidden layer and of outputs.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>σ, after each hidden layer.</summary>
    public Activation Activation { get; }

    /// <summary>The probability with which a hidden unit is dropped in training.</summary>
    public double Dropout { get; }

    /// <summary>The normalisation of hidden units before the activation.</summary>
    public Normalization Normalization { get; }

    /// <inheritdoc/>
    protected override Tensor<T> Compute(Tensor<T> input)
    {
        // Nobody sees the value between a linear layer and its activation unless somebody observes the layers.
        bool isFused = fused != FusedActivation.None && ForwardObserver<T>.Current is null;
        for (int i = 0; i < activations.Length; i++)
        {
            input = isFused ? layers[i].Compute(input, fused) : layers[i].Forward(input);
            if (normalizations.Length > 0) input = normalizations[i].Forward(input);
            if (!isFused) input = activations[i].Forward(input);
            if (dropouts.Length > 0) input = dropouts[i].Forward(input);
        }
        return layers[^1].Forward(input);
    }
}

/// <summary>The normalisation of hidden units, between the linear layer and the activation.</summary>
public enum Normalization
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary><see cref="BatchNormalization{T}"/>; the linear layers in front have no bias then.</summary>
    Batch,

    /// <summary><see cref="LayerNormalization{T}"/>.</summary>
    Layer,
}
