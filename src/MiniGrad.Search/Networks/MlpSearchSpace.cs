namespace MiniGrad.Search;

/// <summary>The settings of an estimator that are searched: learning rate from 1e-4 to 0.1, L2 penalty from 1e-7 to 1 and batch size on
/// scales of ratios, 1 to 3 hidden layers of 8 to 256 units each, ReLU or tanh, dropout from 0 to 0.5.</summary>
internal sealed class MlpSearchSpace
{
    private const int MostLayers = 3;

    private readonly HyperParameter<double> learningRate, penalty, dropout;
    private readonly HyperParameter<int> batch, layers;
    private readonly HyperParameter<int>[] units;
    private readonly HyperParameter<Activation> activation;

    /// <param name="samples">The samples that a trial learns from at least; larger batches make no sense.</param>
    public MlpSearchSpace(int samples)
    {
        learningRate = Space.AddNumber("learning rate", 1e-4, 0.1, Scale.Logarithmic);
        penalty = Space.AddNumber("L2 penalty", 1e-7, 1, Scale.Logarithmic);
        int largest = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)samples), 16, 256);
        batch = Space.AddInteger("batch", 16, largest, Scale.PowersOfTwo);
        layers = Space.AddInteger("layers", 1, MostLayers);
        units =
        [
            .. Enumerable.Range(1, MostLayers).Select(layer => Space.AddInteger(
                Invariant($"units {layer}"), 8, 256, Scale.Logarithmic, when: layer == 1 ? null : layers.AtLeast(layer))),
        ];
        activation = Space.AddChoice("activation", Activation.Relu, Activation.Tanh);
        dropout = Space.AddNumber("dropout", 0, 0.5);
    }

    public SearchSpace Space { get; } = new();

    /// <summary>The estimators' own settings, as near as the space has them: what a search has to beat.</summary>
    public ParameterValues Usual => Space.Values(
        learningRate.Is(1e-3), penalty.Is(1e-4), batch.Is((int)Math.Min(128, batch.Domain.ValueAt(batch.Domain.Count!.Value - 1))),
        layers.Is(1), units[0].Is(100), activation.Is(Activation.Relu), dropout.Is(0));

    public MlpSettings SettingsOf(ParameterValues values) => new(
        values.Get(learningRate), values.Get(penalty), values.Get(batch),
        [.. units.Take(values.Get(layers)).Select(values.Get)], values.Get(activation), values.Get(dropout));
}

/// <summary>What a trial sets of an estimator.</summary>
internal sealed record MlpSettings(
    double LearningRate, double L2Penalty, int BatchSize, int[] HiddenSizes, Activation Activation, double Dropout);
