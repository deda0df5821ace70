using MiniGrad.Layers;
using MiniGrad.Optimizers;

namespace MiniGrad.Search;

/// <summary>The usual settings of a multi-layer perceptron and its training, ready to be searched: learning rate from 1e-4 to 0.1, L2
/// penalty from 1e-7 to 1 and batch size from 16 to 256 on scales of ratios, 1 to 3 hidden layers of 8 to 256 units each, ReLU or tanh,
/// dropout from 0 to 0.5; and if wanted the optimizer, Adam or SGD, with a momentum of 0 to 0.99.</summary>
/// <remarks>More parameters and relations may be added to <see cref="Space"/> before a study begins.</remarks>
/// <example><code>
/// NetworkSearchSpace settings = new(training.Count);
/// var study = new Study("digits", settings.Space) { Seed = 1, Pruner = Pruner.Median() };
/// study.Run(trials: 3, trial =&gt;
/// {
///     Mlp&lt;float&gt; model = settings.CreateModel&lt;float&gt;(trial, inputs: 784, outputs: 10);
///     Optimizer&lt;float&gt; optimizer = settings.CreateOptimizer(trial, model.Parameters);
///     var trainer = new Trainer&lt;float&gt;(model, optimizer, training, validation)
///     {
///         BatchSize = trial.Get(settings.Batch), Seed = trial.Seed,
///     };
///     return trial.Train(trainer, epochs: 2);
/// });
/// </code></example>
public sealed class NetworkSearchSpace
{
    private const int MostLayers = 3;
    private const int SmallestBatch = 16, LargestBatch = 256;

    /// <param name="samples">The number of samples to learn from, at least 1; larger batches are not tried.</param>
    /// <param name="withOptimizer">Whether the optimizer and its momentum are searched too. Default: yes; else it is Adam.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no samples.</exception>
    public NetworkSearchSpace(int samples, bool withOptimizer = true)
    {
        Guard.AtLeast(samples, 1, nameof(NetworkSearchSpace));
        LearningRate = Space.AddNumber("learning rate", 1e-4, 0.1, Scale.Logarithmic);
        Penalty = Space.AddNumber("L2 penalty", 1e-7, 1, Scale.Logarithmic);
        int largest = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(samples, LargestBatch)), SmallestBatch, LargestBatch);
        Batch = Space.AddInteger("batch", SmallestBatch, largest, Scale.PowersOfTwo);
        Layers = Space.AddInteger("layers", 1, MostLayers);
        Units =
        [
            .. Enumerable.Range(1, MostLayers).Select(layer => Space.AddInteger(
                Invariant($"units {layer}"), 8, 256, Scale.Logarithmic, when: layer == 1 ? null : Layers.AtLeast(layer))),
        ];
        Activation = Space.AddChoice("activation", MiniGrad.Activation.Relu, MiniGrad.Activation.Tanh);
        Dropout = Space.AddNumber("dropout", 0, 0.5);
        if (!withOptimizer) return;
        Optimizer = Space.AddChoice("optimizer", "Adam", "SGD");
        Momentum = Space.AddNumber("momentum", 0, 0.99, when: Optimizer.Is("SGD"));
    }

    /// <summary>The space, for a study.</summary>
    public SearchSpace Space { get; } = new();

    /// <summary>The learning rate.</summary>
    public HyperParameter<double> LearningRate { get; }

    /// <summary>λ of L2 weight decay.</summary>
    public HyperParameter<double> Penalty { get; }

    /// <summary>The size of batches.</summary>
    public HyperParameter<int> Batch { get; }

    /// <summary>The number of hidden layers.</summary>
    public HyperParameter<int> Layers { get; }

    /// <summary>The units of each hidden layer; there where there are so many layers.</summary>
    public IReadOnlyList<HyperParameter<int>> Units { get; }

    /// <summary>The activation of hidden layers.</summary>
    public HyperParameter<Activation> Activation { get; }

    /// <summary>The probability of dropout behind hidden layers.</summary>
    public HyperParameter<double> Dropout { get; }

    /// <summary>The optimizer: <c>Adam</c> or <c>SGD</c>; null where it is not searched.</summary>
    public HyperParameter<string>? Optimizer { get; }

    /// <summary>The momentum of SGD, with the average of gradients as <see cref="MomentumKind.ExponentialAverage"/>; null where the
    /// optimizer is not searched.</summary>
    public HyperParameter<double>? Momentum { get; }

    /// <summary>The sizes of the hidden layers.</summary>
    public IReadOnlyList<int> HiddenSizesOf(ParameterValues values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return [.. Units.Take(values.Get(Layers)).Select(values.Get)];
    }

    /// <summary>The network of a trial, from the trial's <see cref="Trial.Random"/>.</summary>
    /// <param name="trial">A trial of a study of this space.</param>
    /// <param name="inputs">The number of features, at least 1.</param>
    /// <param name="outputs">The number of outputs, at least 1.</param>
    public Mlp<T> CreateModel<T>(Trial trial, int inputs, int outputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(trial);
        return new Mlp<T>(
            [inputs, .. HiddenSizesOf(trial.Parameters), outputs], trial.Get(Activation), trial.Random, trial.Get(Dropout));
    }

    /// <summary>The optimizer of a trial, for the parameters of its network.</summary>
    public Optimizer<T> CreateOptimizer<T>(Trial trial, IReadOnlyList<Parameter<T>> parameters)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(trial);
        (double rate, double penalty) = (trial.Get(LearningRate), trial.Get(Penalty));
        return Optimizer is null || trial.Get(Optimizer) == "Adam"
            ? new Adam<T>(parameters, rate, weightDecay: penalty)
            : new Sgd<T>(parameters, rate, trial.Get(Momentum!), weightDecay: penalty);
    }
}
