using System.Globalization;

namespace MiniGrad.Cli;

/// <summary>The update rules to choose from.</summary>
internal enum OptimizerKind
{
    Sgd,
    Momentum,
    Adam,
}

/// <summary>What to predict from a table.</summary>
internal enum TaskKind
{
    /// <summary>What the values of the target suggest.</summary>
    Auto,

    /// <summary>One of some classes.</summary>
    Classification,

    /// <summary>A number.</summary>
    Regression,
}

/// <summary>The settings of a training.</summary>
internal sealed record TrainOptions
{
    public required DataSource Source { get; init; }

    /// <summary>The sizes of the hidden layers; none for a linear model.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    public required Activation Activation { get; init; }

    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    public required OptimizerKind Optimizer { get; init; }

    public required double LearningRate { get; init; }

    public required int Seed { get; init; }

    public required TaskKind Task { get; init; }

    /// <summary>The share of a table's rows that is held out, above 0 and below 1.</summary>
    public required double TestShare { get; init; }

    /// <summary>The epochs without a better loss after which training on a table ends, or null for no early stopping.</summary>
    public required int? Patience { get; init; }

    /// <summary>The accuracy to reach, in percent, or null for any.</summary>
    public required double? MinimumAccuracy { get; init; }

    public required string? CheckpointFolder { get; init; }

    /// <summary>The number of steps from one checkpoint to the next, besides those after each epoch.</summary>
    public required int CheckpointEvery { get; init; }

    /// <summary>Whether to go on from the latest checkpoint.</summary>
    public required bool Resume { get; init; }

    /// <summary>Whether output files that are there already are replaced; those of a run that goes on are in any case.</summary>
    public required bool Replaces { get; init; }

    public required string? FiguresPath { get; init; }

    public required string? ReportPath { get; init; }

    public required string? LogPath { get; init; }

    public required string? SavePath { get; init; }

    /// <summary>Where to write the model for other runtimes; null: nowhere.</summary>
    public required string? OnnxPath { get; init; }

    /// <summary>The settings that decide a training, but for its data and its length.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings =>
    [
        ("hidden", Hidden.Count == 0 ? "none" : string.Join(',', Hidden)), ("activation", $"{Activation}"), ("batch", $"{BatchSize}"),
        ("optimizer", $"{Optimizer}"), ("learning rate", LearningRate.ToString(CultureInfo.InvariantCulture)), ("seed", $"{Seed}"),
    ];
}
