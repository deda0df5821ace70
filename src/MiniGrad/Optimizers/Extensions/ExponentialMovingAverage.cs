namespace MiniGrad.Optimizers;

/// <summary>The exponential moving average of the parameters' values after each update, <c>a ← d·a + (1 − d)·θ</c> (Polyak and Juditsky,
/// "Acceleration of stochastic approximation by averaging", 1992, for the plain mean; Tarvainen and Valpola, "Mean teachers are better role
/// models", 2017, for this form).</summary>
public sealed class ExponentialMovingAverage<T> : WeightAverage<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="decay">d, from 0 to below 1: the average looks back over about 1 / (1 − d) updates. Default: 0.999.</param>
    /// <param name="start">The treatment of the first values. Default: correction of the bias.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public ExponentialMovingAverage(double decay = 0.999, AverageStart start = AverageStart.BiasCorrected) : base("exponential_average")
    {
        Decay = Guard.BelowOne(decay, Name, "the decay");
        Start = Guard.Defined(start, Name, "the start");
    }

    /// <summary>d.</summary>
    public double Decay { get; }

    /// <summary>The treatment of the first values.</summary>
    public AverageStart Start { get; }

    private protected override long FirstStep => 1;

    private protected override bool Takes(long step) => true;

    private protected override double Weight(long number) => Start switch
    {
        AverageStart.BiasCorrected => (1 - Decay) / (1 - Math.Pow(Decay, number)),
        AverageStart.GrowingDecay => 1 - Math.Min(Decay, number / (9.0 + number)),
        _ => 1 - Decay,
    };
}

/// <summary>How an exponential moving average starts, with few values to average. d is its decay, t counts the values from 1.</summary>
public enum AverageStart
{
    /// <summary>As if it had started at 0 and were divided by <c>1 − dᵗ</c> (Kingma and Ba, "Adam", 2015, section 3): values weigh
    /// <c>dᵗ⁻ⁱ / Σ dᵗ⁻ʲ</c>, the first no more than it should.</summary>
    BiasCorrected,

    /// <summary>A decay that grows: <c>min(d, (1 + n) / (10 + n))</c>, n = t − 1, as in TensorFlow; the first values are copied.</summary>
    GrowingDecay,

    /// <summary>The first values are copied, and the decay is d from then on, as is usual in PyTorch.</summary>
    FirstValues,
}
