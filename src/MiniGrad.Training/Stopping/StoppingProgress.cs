namespace MiniGrad.Training;

/// <summary>How far a run has come: what a <see cref="StoppingRule"/> looks at.</summary>
/// <param name="Iteration">The iterations done: updates of a descent, epochs of a training. 0 at the start.</param>
/// <param name="Loss">The loss after them; in an ascent, which makes −f small, −f.</param>
/// <param name="PreviousLoss">The loss one iteration before, or null if it was not observed.</param>
/// <param name="GradientNorm">The gradient's norm ‖g‖₂ over all parameters, or null if it is not known.</param>
/// <param name="LargestGradientElement">The largest absolute value of an element of the gradient, or null if it is not known.</param>
/// <param name="Elapsed">The time since the run began.</param>
/// <param name="IterationsSinceBest">The iterations since the smallest loss so far; 0 if that is this one.</param>
public readonly record struct StoppingProgress(
    int Iteration, double Loss, double? PreviousLoss, double? GradientNorm, double? LargestGradientElement, TimeSpan Elapsed,
    int IterationsSinceBest)
{
    /// <summary>Whether the run goes up. Default: no.</summary>
    public bool IsAscent { get; init; }

    /// <summary>The value in its own sign, whichever way the run goes: of the function, or the loss where a network is trained.</summary>
    public double Value => InItsSign(Loss);

    /// <summary>What reasons call the value and an iteration. Default: null, the usual words.</summary>
    internal (string Quantity, string Unit)? Words { get; init; }

    /// <summary>What the value is called.</summary>
    internal string Quantity => Words?.Quantity ?? (IsAscent ? "value" : "loss");

    /// <summary>What an iteration is called.</summary>
    internal string Unit => Words?.Unit ?? "iteration";

    /// <summary>From a loss to the value.</summary>
    internal double InItsSign(double loss) => IsAscent ? 0 - loss : loss;
}
