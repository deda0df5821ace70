using System.Globalization;
using Examples;
using MiniGrad;
using MiniGrad.Layers;

namespace Mnist;

/// <summary>What the command line says.</summary>
internal sealed record MnistOptions
{
    /// <summary>The folder of the data, or null for generated digits.</summary>
    public required string? DataFolder { get; init; }

    /// <summary>The sizes of the hidden layers; none for softmax regression.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    public required Activation Activation { get; init; }

    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    public required OptimizerKind Optimizer { get; init; }

    public required double LearningRate { get; init; }

    public required int Seed { get; init; }

    /// <summary>Where to write the figures, or null.</summary>
    public required string? JsonPath { get; init; }

    /// <summary>The accuracy to reach, in percent.</summary>
    public required double Target { get; init; }

    /// <summary>Where to write checkpoints, or null.</summary>
    public required string? CheckpointFolder { get; init; }

    /// <summary>After how many steps to write one, besides those after each epoch.</summary>
    public required int CheckpointEvery { get; init; }

    /// <summary>Whether to go on from the latest checkpoint.</summary>
    public required bool Resume { get; init; }

    /// <summary>Where to write the report, or null.</summary>
    public required string? ReportPath { get; init; }

    /// <summary>Where to write the log, or null.</summary>
    public required string? LogPath { get; init; }

    /// <summary>Where to write the network, or null.</summary>
    public required string? SavePath { get; init; }

    /// <summary>The network to test rather than train one, or null.</summary>
    public required string? EvaluatePath { get; init; }

    /// <summary>What the data are called where it does not matter in which folder they lie.</summary>
    public string DataKind => DataFolder is null ? "generated digits" : "MNIST files";

    /// <summary>What decides a training, but for its data and its length.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings =>
    [
        ("hidden", Hidden.Count == 0 ? "none" : string.Join(',', Hidden)), ("activation", $"{Activation}"), ("batch", $"{BatchSize}"), ("optimizer", $"{Optimizer}"),
        ("learning rate", LearningRate.ToString(CultureInfo.InvariantCulture)), ("seed", $"{Seed}"),
    ];
}
