using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>Lion: every element moves by the learning rate, in the direction of the sign of an average (Chen and others, "Symbolic
/// discovery of optimization algorithms", 2023).</summary>
/// <remarks><c>θ ← θ − η·(sign(β₁·m + (1 − β₁)·g) + λ·θ)</c>, then <c>m ← β₂·m + (1 − β₂)·g</c>. Weight decay is decoupled. Rates are
/// usually 3 to 10 times smaller than Adam's, and λ larger by as much.</remarks>
public sealed class Lion<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterState<T> averages;

    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η, at least 0. Default: 0.0001.</param>
    /// <param name="beta1">β₁, from 0 to below 1. Default: 0.9.</param>
    /// <param name="beta2">β₂, from 0 to below 1. Default: 0.99.</param>
    /// <param name="weightDecay">λ of decoupled weight decay. Default: 0.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Lion(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1e-4, double beta1 = 0.9, double beta2 = 0.99, double weightDecay = 0)
        : base(parameters, learningRate)
    {
        Beta1 = CheckAverageFactor(beta1, nameof(beta1));
        Beta2 = CheckAverageFactor(beta2, nameof(beta2));
        WeightDecay = weightDecay;
        WeightDecayKind = WeightDecayKind.Decoupled;
        averages = CreateState("average");
    }

    /// <summary>β₁, the share of the average in the direction.</summary>
    public double Beta1 { get; }

    /// <summary>β₂, the factor of the average.</summary>
    public double Beta2 { get; }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update) =>
        update.Run(new Rule(T.CreateTruncating(update.LearningRate), T.CreateTruncating(Beta1), new Moments<T>(Beta2, Beta2)), averages);

    private readonly struct Rule(T rate, T beta1, Moments<T> moments) : IUpdateRule<T>
    {
        private readonly T fresh = T.One - beta1;

        public static int StateCount => 1;

        public static bool SquaresGradients => false;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            TVector direction = TSimd.MultiplyAdd(gradient, TSimd.Broadcast(fresh), TSimd.Multiply(first, TSimd.Broadcast(beta1)));
            first = moments.Average<TSimd, TVector>(first, gradient);
            return TSimd.Subtract(value, OptimizerUpdate.WithSign<TSimd, TVector, T>(TSimd.Broadcast(rate), direction));
        }
    }
}
