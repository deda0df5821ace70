using System.Globalization;

namespace Tabular;

/// <summary>What the command line says.</summary>
internal sealed record TabularOptions
{
    /// <summary>The table to learn from, or null for the built-in one.</summary>
    public required string? CsvPath { get; init; }

    /// <summary>The column to predict, or null for that of the built-in table.</summary>
    public required string? Target { get; init; }

    /// <summary>The columns to be read as text whatever they hold.</summary>
    public required IReadOnlyList<string> TextColumns { get; init; }

    public required TaskKind Task { get; init; }

    /// <summary>The share of the rows that is held out, above 0 and below 1.</summary>
    public required double TestShare { get; init; }

    /// <summary>The sizes of the hidden layers; none for a linear model.</summary>
    public required IReadOnlyList<int> Hidden { get; init; }

    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    public required double LearningRate { get; init; }

    public required int Seed { get; init; }

    /// <summary>The epochs without a better loss after which to stop early, or null for no early stopping.</summary>
    public required int? Patience { get; init; }

    /// <summary>Where to write the report, or null.</summary>
    public required string? ReportPath { get; init; }

    /// <summary>Where to write the model, or null.</summary>
    public required string? SavePath { get; init; }

    /// <summary>The model to predict with rather than train one, or null.</summary>
    public required string? ModelPath { get; init; }

    /// <summary>The table to predict from, or null.</summary>
    public required string? PredictPath { get; init; }

    /// <summary>Where to write predictions, or null for the standard output.</summary>
    public required string? OutPath { get; init; }

    /// <summary>What decides a training, but for its data.</summary>
    public IReadOnlyList<(string Name, string Value)> Settings =>
    [
        ("hidden", Hidden.Count == 0 ? "none" : string.Join(',', Hidden)), ("epochs", $"{Epochs}"), ("batch", $"{BatchSize}"),
        ("learning rate", LearningRate.ToString(CultureInfo.InvariantCulture)), ("seed", $"{Seed}"),
        ("early stopping", Patience is { } patience ? $"after {patience} epochs" : "no"),
        .. TextColumns.Count > 0 ? [("read as text", NameList.Of(TextColumns))] : Array.Empty<(string, string)>(),
    ];
}
