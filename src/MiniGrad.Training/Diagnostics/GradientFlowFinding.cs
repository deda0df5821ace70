namespace MiniGrad.Training;

/// <summary>What can be wrong with the flow of signals and gradients, the most fundamental first.</summary>
public enum GradientFlowProblem
{
    /// <summary>NaN or infinity appears here, and nowhere before: forward from the input, then backward from the loss.</summary>
    NotFinite,

    /// <summary>Too many units are 0 for every sample.</summary>
    DeadUnits,

    /// <summary>The gradient of a layer's parameters is exactly 0.</summary>
    NoGradient,

    /// <summary>Outputs grow from layer to layer.</summary>
    ExplodingActivations,

    /// <summary>Outputs shrink from layer to layer.</summary>
    VanishingActivations,

    /// <summary>The gradient grows on its way back from the loss.</summary>
    ExplodingGradient,

    /// <summary>The gradient shrinks on its way back from the loss.</summary>
    VanishingGradient,

    /// <summary>Too many outputs of a sigmoid or tanh are at the ends of its range.</summary>
    Saturation,

    /// <summary>The next step would change a layer by too large a share of itself.</summary>
    LargeUpdate,

    /// <summary>The next step would hardly change any layer.</summary>
    SmallUpdate,
}

/// <summary>A problem that <see cref="GradientFlow.Check"/> found.</summary>
/// <param name="Problem">What is wrong.</param>
/// <param name="Layer">The name of the layer where it is worst, or where it begins; <c>loss</c> if that is in the loss.</param>
/// <param name="Message">The same with its figures in words, and what usually helps.</param>
public sealed record GradientFlowFinding(GradientFlowProblem Problem, string Layer, string Message)
{
    /// <summary>The message.</summary>
    public override string ToString() => Message;
}
