namespace MiniGrad.Benchmarks.Tables;

/// <summary>What one fit has come to.</summary>
/// <param name="Score">On the rows that were not learned from: the accuracy, or for numbers R².</param>
/// <param name="Seconds">What scaling and fitting took.</param>
internal readonly record struct Fit(double Score, double Seconds);
