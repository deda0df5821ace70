using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>Lookahead (Zhang, Lucas, Hinton and Ba, "Lookahead optimizer: k steps forward, 1 step back", 2019): slow weights φ go part of
/// the way to where k updates have led, and the parameters go on from there: <c>φ ← φ + α·(θ − φ)</c>, <c>θ ← φ</c>. The rule's own state,
/// such as momentum, stays.</summary>
/// <remarks>The slow weights start with the parameters' values at the time of adding. Frozen parameters are left alone.</remarks>
public sealed class Lookahead<T> : OptimizerExtension<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private ParameterState<T>? slow;
    private double[]? count;

    /// <param name="interval">k, the number of updates between two steps of the slow weights, at least 1. Default: 5.</param>
    /// <param name="rate">α, the part of the way, above 0 and at most 1. Default: 0.5.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Lookahead(int interval = 5, double rate = 0.5)
    {
        Interval = Guard.AtLeast(interval, 1, Name, "the interval");
        Rate = Guard.That(rate is > 0 and <= 1, rate, "above 0 and at most 1", Name, "the rate");
    }

    /// <summary>k.</summary>
    public int Interval { get; }

    /// <summary>α.</summary>
    public double Rate { get; }

    /// <summary>Sets the slow weights to the parameters' values, for example after these were read from a file.</summary>
    /// <exception cref="InvalidOperationException">It was not added to an optimizer yet.</exception>
    public void Restart()
    {
        for (int i = 0; i < Optimizer.Parameters.Count; i++) Optimizer.ParameterArray[i].Span.CopyTo(slow![i]);
        count![0] = 0;
    }

    /// <inheritdoc/>
    protected override void Attach()
    {
        slow = Optimizer.CreateState("slow_weight");
        count = Optimizer.CreateCount("slow_weight_count");
        Restart();
    }

    /// <inheritdoc/>
    protected internal override void AfterStep()
    {
        if (++count![0] < Interval) return;
        count[0] = 0;
        T rate = T.CreateTruncating(Rate);
        for (int i = 0; i < Optimizer.Parameters.Count; i++)
        {
            Parameter<T> parameter = Optimizer.ParameterArray[i];
            if (!parameter.IsFrozen) Interpolation.Meet(slow![i], parameter.BeginUpdate(), rate);
        }
    }
}
