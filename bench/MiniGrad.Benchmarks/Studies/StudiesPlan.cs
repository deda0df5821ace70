namespace MiniGrad.Benchmarks.Studies;

/// <summary>What is measured, and how much of it.</summary>
internal sealed record StudiesPlan
{
    /// <summary>The parts: <c>trials</c>, <c>workers</c>, <c>large</c>.</summary>
    public required IReadOnlyList<string> Parts { get; init; }

    public required int Rounds { get; init; }

    public required int Trials { get; init; }

    public required int Workers { get; init; }

    public required int Overlap { get; init; }

    public required int SharedTrials { get; init; }

    public required int LargeTrials { get; init; }

    public required int OptunaLargeTrials { get; init; }

    /// <summary>Whether Optuna is left out.</summary>
    public required bool IsAlone { get; set; }
}
