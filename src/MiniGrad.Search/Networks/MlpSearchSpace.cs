namespace MiniGrad.Search;

/// <summary>The settings of an estimator that are searched.</summary>
/// <param name="samples">The samples that a trial learns from at least.</param>
internal sealed class MlpSearchSpace(int samples)
{
    private readonly NetworkSearchSpace settings = new(samples, withOptimizer: false);

    public SearchSpace Space => settings.Space;

    /// <summary>The estimators' own settings, as near as the space has them: what a search has to beat.</summary>
    public ParameterValues Usual => Space.Values(
        settings.LearningRate.Is(1e-3), settings.Penalty.Is(1e-4),
        settings.Batch.Is((int)Math.Min(128, settings.Batch.Domain.ValueAt(settings.Batch.Domain.Count!.Value - 1))),
        settings.Layers.Is(1), settings.Units[0].Is(100), settings.Activation.Is(Activation.Relu), settings.Dropout.Is(0));

    public MlpSettings SettingsOf(ParameterValues values) => new(
        values.Get(settings.LearningRate), values.Get(settings.Penalty), values.Get(settings.Batch), [.. settings.HiddenSizesOf(values)],
        values.Get(settings.Activation), values.Get(settings.Dropout));
}

/// <summary>What a trial sets of an estimator.</summary>
internal sealed record MlpSettings(
    double LearningRate, double L2Penalty, int BatchSize, int[] HiddenSizes, Activation Activation, double Dropout);
