namespace MiniGrad.Cli;

/// <summary>The settings of a search.</summary>
internal sealed record SearchOptions
{
    public required DataSource Source { get; init; }
    public required TaskKind Task { get; init; }
    public required int Trials { get; init; }
    public required int Folds { get; init; }
    public required int Ensemble { get; init; }
    public required double TestShare { get; init; }
    public required int Epochs { get; init; }
    public required int Workers { get; init; }
    public required int Seed { get; init; }
    public required StudyPlace? Study { get; init; }

    /// <summary>How many trials the search sees under way at once, in all processes together.</summary>
    public required int Overlap { get; init; }
    public required string? SavePath { get; init; }
    public required string? ReportPath { get; init; }
    public required string? ResultPath { get; init; }

    /// <summary>Whether output files that are there already are replaced. Those since the first trial of a study that is gone on with are
    /// in any case: they are its own.</summary>
    public required bool Replaces { get; init; }
}
