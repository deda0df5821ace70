namespace MiniGrad.Training.Stopping;

/// <summary>How far a run has come: what a <see cref="StoppingRule"/> looks at.</summary>
/// <param name="Iteration">The iterations done: updates where a function is minimized, epochs where a network is trained. 0 at the start.</param>
/// <param name="Loss">The loss after them.</param>
/// <param name="PreviousLoss">The loss one iteration before, or null if it was not observed.</param>
/// <param name="GradientNorm">The gradient's norm ‖g‖₂ over all parameters, or null if it is not known. Of a single number it is the absolute value.</param>
/// <param name="LargestGradientElement">The largest absolute value of an element of the gradient, or null if it is not known.</param>
/// <param name="Elapsed">The time since the run began.</param>
/// <param name="IterationsSinceBest">The iterations since the smallest loss so far; 0 if that is this one.</param>
public readonly record struct StoppingProgress(
    int Iteration, double Loss, double? PreviousLoss, double? GradientNorm, double? LargestGradientElement, TimeSpan Elapsed, int IterationsSinceBest);
