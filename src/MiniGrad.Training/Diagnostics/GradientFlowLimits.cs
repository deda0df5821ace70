namespace MiniGrad.Training;

/// <summary>From where on <see cref="GradientFlow.Check"/> calls something a problem.</summary>
/// <remarks>
/// What is compared between layers is the root mean square of an element, which does not depend on their sizes. No paper gives a number for "vanished";
/// these follow from the rule of thumb that a step should change weights by about a thousandth of themselves (Karpathy, "CS231n: convolutional neural
/// networks for visual recognition", notes on learning, Stanford): where that holds in one layer, a layer whose gradient is a thousand times smaller
/// needs a million steps to change by its own size.
/// </remarks>
public sealed record GradientFlowLimits
{
    /// <summary>
    /// An output, or the gradient of an output, has vanished if its root mean square falls below this share of what it was in a layer that it came from:
    /// one nearer to the input for outputs, to the loss for gradients. Between 0 and 1. Default: 0.001.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not between 0 and 1.</exception>
    public double VanishingRatio
    {
        get;
        init => field = Checked(value is > 0 and < 1, value, "vanishing ratio", "between 0 and 1");
    } = 1e-3;

    /// <summary>
    /// It has exploded if its root mean square is more than so many times as large. Above 1. Default: 100; scores of classes that are so far apart leave
    /// softmax no doubt, be they right or wrong.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not above 1.</exception>
    public double ExplodingRatio
    {
        get;
        init => field = Checked(value > 1, value, "exploding ratio", "above 1");
    } = 100;

    /// <summary>
    /// The share of units that may be 0 for every sample. From 0 to 1. Default: 0.75, because in deep ReLU networks all samples look more and more alike
    /// to a layer, so that nearly half of its units are off for all of them even where nothing is wrong.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public double DeadShare
    {
        get;
        init => field = Checked(value is >= 0 and <= 1, value, "share of dead units", "from 0 to 1");
    } = 0.75;

    /// <summary>
    /// The fewest samples of which anything is concluded about dead units: of a few, a healthy unit may well be 0 for all. At least 1. Default: 16.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public int DeadSampleCount
    {
        get;
        init => field = (int)Checked(value >= 1, value, "number of samples", "at least 1");
    } = 16;

    /// <summary>The share of outputs of a sigmoid or tanh that may be saturated. From 0 to 1. Default: 0.5.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public double SaturatedShare
    {
        get;
        init => field = Checked(value is >= 0 and <= 1, value, "share of saturated outputs", "from 0 to 1");
    } = 0.5;

    /// <summary>The largest update ratio ‖Δθ‖ / ‖θ‖ of a layer. Above 0. Default: 0.1, a hundred times the rule of thumb.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is not above 0.</exception>
    public double LargestUpdateRatio
    {
        get;
        init => field = Checked(value > 0, value, "largest update ratio", "above 0");
    } = 0.1;

    /// <summary>
    /// The update ratio that at least one layer should reach. At least 0. Default: 1e-6, a thousandth of the rule of thumb; a model that has finished
    /// learning falls below it too.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The ratio is negative or not finite.</exception>
    public double SmallestUpdateRatio
    {
        get;
        init => field = Checked(value >= 0 && double.IsFinite(value), value, "smallest update ratio", "a finite number of at least 0");
    } = 1e-6;

    private static double Checked(bool isValid, double value, string setting, string expected) =>
        isValid ? value : throw new ArgumentOutOfRangeException(nameof(value), Invariant($"GradientFlowLimits: the {setting} must be {expected}, got {value}."));
}
