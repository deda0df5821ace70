namespace MiniGrad.Optimizers;

/// <summary>The mean of the parameters' values at regular intervals late in training, where a large learning rate keeps them moving around
/// a wide minimum (Izmailov and others, "Averaging weights leads to wider optima and better generalization", 2018):
/// <c>a ← a + (θ − a)/n</c> for the n-th values.</summary>
public sealed class StochasticWeightAverage<T> : WeightAverage<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="startStep">The number of the first update that is averaged, from 1; usual: that at three quarters of training.</param>
    /// <param name="interval">The number of updates from one set of values to the next; usual: an epoch's.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is below 1.</exception>
    public StochasticWeightAverage(long startStep, long interval = 1) : base("stochastic_average")
    {
        StartStep = Guard.AtLeast(startStep, 1, Name, "the start step");
        Interval = Guard.AtLeast(interval, 1, Name, "the interval");
    }

    /// <summary>The number of the update whose values are the first of the mean.</summary>
    public long StartStep { get; }

    /// <summary>The number of updates from one set of values to the next.</summary>
    public long Interval { get; }

    private protected override long FirstStep => StartStep;

    private protected override bool Takes(long step) => step >= StartStep && (step - StartStep) % Interval == 0;

    private protected override double Weight(long number) => 1.0 / number;
}
