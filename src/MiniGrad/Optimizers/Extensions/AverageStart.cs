namespace MiniGrad.Optimizers;

/// <summary>How an exponential moving average gets going, when there are few values to average. d is its decay, t counts the values from 1.</summary>
public enum AverageStart
{
    /// <summary>
    /// As if it had started at 0 and were divided by <c>1 − dᵗ</c> (Kingma and Ba, "Adam", 2015, section 3): values weigh <c>dᵗ⁻ⁱ / Σ dᵗ⁻ʲ</c>, the first
    /// no more than it should.
    /// </summary>
    BiasCorrected,

    /// <summary>A decay that grows: <c>min(d, (1 + n) / (10 + n))</c> with n = t − 1, as is usual in TensorFlow; the first values are copied.</summary>
    GrowingDecay,

    /// <summary>The first values are copied, and the decay is d from then on, as is usual in PyTorch.</summary>
    FirstValues,
}
