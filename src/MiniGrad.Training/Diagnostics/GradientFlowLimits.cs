namespace MiniGrad.Training;

/// <summary>The limits beyond which <see cref="GradientFlow.Check"/> calls something a problem.</summary>
/// <remarks>Layers are compared by root mean squares, which do not depend on their sizes. No paper gives a number for "vanished"; these
/// follow from the rule of thumb that a step should change weights by about a thousandth of themselves (Karpathy, "CS231n: convolutional
/// neural networks for visual recognition", notes on learning, Stanford): where that holds in one layer, a layer whose gradient is a
/// thousand times smaller needs a million steps to change by its own size.</remarks>
public sealed record GradientFlowLimits
{
    private const string Who = nameof(GradientFlowLimits);

    /// <summary>An output or its gradient has vanished below this share of its root mean square in a layer before: nearer to the input for
    /// outputs, to the loss for gradients. Between 0 and 1. Default: 0.001.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    public double VanishingRatio
    {
        get;
        init => field = Guard.That(value is > 0 and < 1, value, "between 0 and 1", Who, "the vanishing ratio");
    } = 1e-3;

    /// <summary>It has exploded above so many times its root mean square in a layer before. Above 1. Default: 100; scores of classes that
    /// are so far apart leave softmax no doubt.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not above 1.</exception>
    public double ExplodingRatio { get; init => field = Guard.That(value > 1, value, "above 1", Who, "the exploding ratio"); } = 100;

    /// <summary>The share of units that may be 0 for every sample. From 0 to 1. Default: 0.75, because in deep ReLU networks nearly half of
    /// a layer's units are off for all samples even where nothing is wrong.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public double DeadShare { get; init => field = Guard.Between(value, 0, 1, Who, "the share of dead units"); } = 0.75;

    /// <summary>The fewest samples by which units are called dead: of a few, a healthy unit may be 0 for all. At least 1. Default:
    /// 16.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int DeadSampleCount { get; init => field = Guard.AtLeast(value, 1, Who, "the number of samples"); } = 16;

    /// <summary>The share of outputs of a sigmoid or tanh that may be saturated. From 0 to 1. Default: 0.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public double SaturatedShare { get; init => field = Guard.Between(value, 0, 1, Who, "the share of saturated outputs"); } = 0.5;

    /// <summary>The largest update ratio ‖Δθ‖ / ‖θ‖ of a layer. Above 0. Default: 0.1, a hundred times the rule of thumb.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is not above 0.</exception>
    public double LargestUpdateRatio
    {
        get;
        init => field = Guard.That(value > 0, value, "above 0", Who, "the largest update ratio");
    } = 0.1;

    /// <summary>The update ratio that at least one layer should reach. At least 0. Default: 1e-6, a thousandth of the rule of thumb; a
    /// model that has finished learning falls below it too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is negative or not finite.</exception>
    public double SmallestUpdateRatio { get; init => field = Guard.NotNegative(value, Who, "the smallest update ratio"); } = 1e-6;
}
