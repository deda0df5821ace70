namespace MiniGrad.Search;

/// <summary>What a trial told on its way.</summary>
/// <param name="Step">How far it was, such as the number of epochs; from 1.</param>
/// <param name="Values">A number for each goal.</param>
public sealed record TrialReport(int Step, IReadOnlyList<double> Values);
