namespace MiniGrad.Search;

/// <summary>What a sampler sees of an earlier trial, together with its repeats.</summary>
/// <param name="Number">The trial's number.</param>
/// <param name="Parameters">A number for each parameter, NaN where it is not there.</param>
/// <param name="Losses">A finite number for each goal, the smaller the better. A trial that failed has the worst seen so far, or 0 where
/// none was; infinities are the worst or the best finite ones.</param>
/// <param name="Violation">By how much constraints are violated, 0 for none.</param>
/// <param name="IsFailed">Whether it failed.</param>
internal sealed record Observation(int Number, double[] Parameters, double[] Losses, double Violation, bool IsFailed);
