namespace MiniGrad.Training;

/// <summary>What one pass over the samples came to.</summary>
/// <param name="Epoch">Its number from 1; 0 is the start.</param>
/// <param name="Updates">The updates made so far.</param>
/// <param name="Samples">The samples seen so far, each time that one is seen.</param>
/// <param name="Loss">The loss over the whole data set after the pass.</param>
/// <param name="GradientNorm">The norm of its gradient, or null if no rule looks at it.</param>
/// <param name="UpdateTime">The time that all updates so far took; looking at the whole data set, and tracing, is not in it.</param>
public sealed record EpochFigures(int Epoch, long Updates, long Samples, double Loss, double? GradientNorm, TimeSpan UpdateTime);
