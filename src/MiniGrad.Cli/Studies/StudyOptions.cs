namespace MiniGrad.Cli;

/// <summary>What is wanted of a study.</summary>
internal sealed record StudyOptions
{
    public required StudyPlace Place { get; init; }

    /// <summary>The study; null for the only one.</summary>
    public required string? Name { get; init; }

    public required bool Watches { get; init; }
    public required string? CsvPath { get; init; }
    public required string? ReportPath { get; init; }
    public required string? ResultPath { get; init; }
    public required StudyPlace? CopyTo { get; init; }

    /// <summary>Whether output files that are there already are replaced.</summary>
    public required bool Replaces { get; init; }

    /// <summary>Whether one study is needed.</summary>
    public bool NeedsOne => Watches || CsvPath is not null || ReportPath is not null || ResultPath is not null;
}
