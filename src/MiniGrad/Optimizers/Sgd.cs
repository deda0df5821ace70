using System.Numerics;
using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>How stochastic gradient descent remembers earlier gradients.</summary>
public enum MomentumKind
{
    /// <summary>An exponential moving average: <c>m ← γ·m + (1 − γ)·g</c>, <c>θ ← θ − η·m</c>.</summary>
    ExponentialAverage,

    /// <summary>The heavy ball (Polyak, 1964): <c>m ← γ·m + g</c>, <c>θ ← θ − η·m</c>. Its steps are up to 1 / (1 − γ) times as long.</summary>
    HeavyBall,

    /// <summary>Nesterov's look-ahead (Sutskever and others, 2013): <c>m ← γ·m + g</c>, <c>θ ← θ − η·(g + γ·m)</c>.</summary>
    Nesterov,
}

/// <summary>
/// Gradient descent, <c>θ ← θ − η·g</c>, with or without momentum; stochastic when the gradient is that of a batch drawn at random
/// (Robbins and Monro, 1951).
/// </summary>
public sealed class Sgd<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Storage<T>[] averages;

    /// <param name="parameters">What to optimize.</param>
    /// <param name="learningRate">η, at least 0.</param>
    /// <param name="momentum">γ, from 0 to below 1. Default: 0, no momentum; usual: 0.9.</param>
    /// <param name="kind">How momentum is kept. Default: an exponential moving average.</param>
    /// <param name="weightDecay">λ of L2 regularisation, which adds <c>λ·θ</c> to the gradient. Default: 0; usual: 0.0001 to 0.001.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Sgd(
        IReadOnlyList<Parameter<T>> parameters, double learningRate, double momentum = 0, MomentumKind kind = MomentumKind.ExponentialAverage,
        double weightDecay = 0)
        : base(parameters, learningRate)
    {
        Check(momentum is >= 0 and < 1, nameof(momentum), "from 0 to below 1", momentum);
        Check(weightDecay >= 0 && double.IsFinite(weightDecay), "weight decay", "a finite number of at least 0", weightDecay);
        Check(Enum.IsDefined(kind), "kind of momentum", "one of the defined ones", (double)kind);
        Momentum = momentum;
        Kind = kind;
        WeightDecay = weightDecay;
        averages = momentum > 0 ? CreateState() : [];
    }

    /// <summary>γ.</summary>
    public double Momentum { get; }

    /// <summary>How momentum is kept.</summary>
    public MomentumKind Kind { get; }

    /// <summary>λ.</summary>
    public double WeightDecay { get; }

    /// <inheritdoc/>
    protected override void Update(int index, Span<T> values, ReadOnlySpan<T> gradient)
    {
        T rate = T.CreateChecked(LearningRate), decay = T.CreateChecked(WeightDecay), momentum = T.CreateChecked(Momentum);
        if (averages.Length == 0) OptimizerUpdate.Descend(values, gradient, rate, decay);
        else
        {
            T fresh = Kind == MomentumKind.ExponentialAverage ? T.One - momentum : T.One;
            OptimizerUpdate.DescendWithMomentum(values, gradient, averages[index].Span(values.Length), rate, decay, momentum, fresh, Kind == MomentumKind.Nesterov);
        }
    }
}
