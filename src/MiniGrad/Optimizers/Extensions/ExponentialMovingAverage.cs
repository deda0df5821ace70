using System.Numerics;

namespace MiniGrad.Optimizers;

/// <summary>
/// The exponential moving average of the parameters' values after each update, <c>a ← d·a + (1 − d)·θ</c> (Polyak and Juditsky, "Acceleration of
/// stochastic approximation by averaging", 1992, for the plain mean; Tarvainen and Valpola, "Mean teachers are better role models", 2017, for this form).
/// </summary>
public sealed class ExponentialMovingAverage<T> : WeightAverage<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <param name="decay">d, from 0 to below 1: the average looks back over about 1 / (1 − d) updates. Default: 0.999.</param>
    /// <param name="start">What is done while there are few values. Default: correction of the bias.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public ExponentialMovingAverage(double decay = 0.999, AverageStart start = AverageStart.BiasCorrected) : base("exponential_average")
    {
        Check(decay is >= 0 and < 1, "decay", "from 0 to below 1", decay);
        Check(Enum.IsDefined(start), "start", "one of the defined ones", (double)start);
        Decay = decay;
        Start = start;
    }

    /// <summary>d.</summary>
    public double Decay { get; }

    /// <summary>What is done while there are few values.</summary>
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
