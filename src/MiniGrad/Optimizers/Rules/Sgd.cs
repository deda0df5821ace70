using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>The form of momentum, by which gradient descent remembers earlier gradients.</summary>
public enum MomentumKind
{
    /// <summary>An exponential moving average: <c>m ← γ·m + (1 − γ)·g</c>, <c>θ ← θ − η·m</c>.</summary>
    ExponentialAverage,

    /// <summary>The heavy ball (Polyak, 1964): <c>m ← γ·m + g</c>, <c>θ ← θ − η·m</c>. Steps are up to 1 / (1 − γ) times as long.</summary>
    HeavyBall,

    /// <summary>Nesterov's look-ahead (Sutskever and others, 2013): <c>m ← γ·m + g</c>, <c>θ ← θ − η·(g + γ·m)</c>.</summary>
    Nesterov,
}

/// <summary>Gradient descent, <c>θ ← θ − η·g</c>, with or without momentum; stochastic when the gradient is that of a batch drawn at random
/// (Robbins and Monro, 1951).</summary>
public sealed class Sgd<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterState<T>? averages;

    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η, at least 0.</param>
    /// <param name="momentum">γ, from 0 to below 1. Default: 0, no momentum; usual: 0.9.</param>
    /// <param name="kind">The form of momentum. Default: an exponential moving average.</param>
    /// <param name="weightDecay">λ of weight decay. Default: 0; usual: 0.0001 to 0.001.</param>
    /// <exception cref="ArgumentException">There are no parameters, or Nesterov's look-ahead has no momentum.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Sgd(
        IReadOnlyList<Parameter<T>> parameters, double learningRate, double momentum = 0,
        MomentumKind kind = MomentumKind.ExponentialAverage, double weightDecay = 0)
        : base(parameters, learningRate)
    {
        CheckAverageFactor(momentum, nameof(momentum));
        if (kind == MomentumKind.Nesterov && momentum == 0)
            throw new ArgumentException($"{Name}: Nesterov's look-ahead needs a momentum above 0, got 0.", nameof(momentum));
        Momentum = momentum;
        Kind = Guard.Defined(kind, Name, "the kind of momentum");
        WeightDecay = weightDecay;
        averages = momentum > 0 ? CreateState("momentum") : null;
    }

    /// <summary>γ.</summary>
    public double Momentum { get; }

    /// <summary>The form of momentum.</summary>
    public MomentumKind Kind { get; }

    internal override bool UpdatesTogether => true;

    /// <inheritdoc/>
    [MethodImpl(AggressiveOptimization)]
    protected override void Update(in ParameterUpdate<T> update)
    {
        T rate = T.CreateChecked(update.LearningRate), momentum = T.CreateChecked(Momentum);
        if (averages is null) update.Run(new DescentRule<T>(rate));
        else
        {
            // All forms are m ← γ·m + f·g, θ ← θ − η·(a·g + b·m).
            T fresh = Kind == MomentumKind.ExponentialAverage ? T.One - momentum : T.One;
            bool looksAhead = Kind == MomentumKind.Nesterov;
            update.Run(new MomentumDescent(rate, momentum, fresh, looksAhead ? T.One : T.Zero, looksAhead ? momentum : T.One), averages);
        }
    }

    private readonly struct MomentumDescent(T rate, T momentum, T fresh, T direct, T averaged) : IUpdateRule<T>
    {
        private readonly T ofGradient = -rate * direct;
        private readonly T ofAverage = -rate * averaged;

        public static int StateCount => 1;

        public static bool SquaresGradients => false;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            first = OptimizerUpdate.Average<TSimd, TVector, T>(
                TSimd.MultiplyAdd(first, TSimd.Broadcast(momentum), TSimd.Multiply(gradient, TSimd.Broadcast(fresh))));
            return TSimd.MultiplyAdd(first, TSimd.Broadcast(ofAverage), TSimd.MultiplyAdd(gradient, TSimd.Broadcast(ofGradient), value));
        }
    }
}
