namespace MiniGrad.Training;

/// <summary>What made a run stop.</summary>
public enum StopKind
{
    /// <summary>The number of iterations was reached.</summary>
    Iterations,

    /// <summary>The gradient is small.</summary>
    Gradient,

    /// <summary>The loss hardly changes.</summary>
    LossChange,

    /// <summary>The loss, or the function's value, reached its target.</summary>
    LossTarget,

    /// <summary>The time is over.</summary>
    Time,

    /// <summary>The loss has not improved for a while.</summary>
    NoImprovement,

    /// <summary>A condition of the user's own holds.</summary>
    Condition,

    /// <summary>Several rules agreed that were asked for together.</summary>
    Together,

    /// <summary>The run cannot go on: no parameter has changed for many iterations, or no step leads further.</summary>
    Stalled,

    /// <summary>The loss or its gradient is not finite, or far beyond where it began: the run failed.</summary>
    Diverged,

    /// <summary>The parameters are as near to the solution as was asked for.</summary>
    Parameters,

    /// <summary>The number of evaluations was reached.</summary>
    Evaluations,

    /// <summary>The run was cancelled, and has the best point so far as its result.</summary>
    Cancelled,
}
