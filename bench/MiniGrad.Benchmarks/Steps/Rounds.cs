using MiniGrad.Benchmarks.Reporting;

namespace MiniGrad.Benchmarks.Steps;

/// <summary>What several rounds of one contestant come to, in microseconds.</summary>
internal sealed class Rounds(IReadOnlyList<Round> rounds)
{
    public double MedianStep { get; } = rounds.Select(round => round.Step).Median();

    public double LeastStep { get; } = rounds.Min(round => round.Step);

    public double MedianRow { get; } = rounds.Select(round => round.Row).Median();

    public double LeastRow { get; } = rounds.Min(round => round.Row);
}
