using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>NAdam: Adam with Nesterov's look-ahead, whose momentum grows to β₁ in the course of training (Dozat, "Incorporating Nesterov
/// momentum into Adam", 2016).</summary>
/// <remarks><para><c>μₜ = β₁·(1 − ½·0.96^(t·ψ))</c>, <c>m ← β₁·m + (1 − β₁)·g</c>, <c>v ← β₂·v + (1 − β₂)·g²</c>,
/// <c>θ ← θ − η · (μₜ₊₁·m/(1 − Πᵢ₌₁ᵗ⁺¹ μᵢ) + (1 − μₜ)·g/(1 − Πᵢ₌₁ᵗ μᵢ)) / (√(v/(1 − β₂ᵗ)) + ε)</c>.</para>
/// <para>PyTorch documents and, with <c>foreach=True</c> and from version 2 on, computes the same; without it, version 1.13 has one factor
/// μₜ more than the paper in the product up to t + 1.</para></remarks>
public sealed class NAdam<T> : AdaptiveMomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[] momentumProducts;

    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η, at least 0.</param>
    /// <param name="beta1">β₁, from 0 to below 1.</param>
    /// <param name="beta2">β₂, from 0 to below 1.</param>
    /// <param name="epsilon">ε, above 0, outside the root.</param>
    /// <param name="momentumDecay">ψ, at least 0: how fast the momentum grows.</param>
    /// <param name="weightDecay">λ of weight decay, at least 0.</param>
    /// <inheritdoc cref="Adam{T}.Adam(IReadOnlyList{Parameter{T}}, double, double, double, double, double)" path="/exception"/>
    public NAdam(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double momentumDecay = 4e-3, double weightDecay = 0)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay)
    {
        MomentumDecay = CheckNotNegative(momentumDecay, "decay of the momentum");
        momentumProducts = CreateNumbers("momentum_product", 1);
    }

    /// <summary>ψ.</summary>
    public double MomentumDecay { get; }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update)
    {
        CorrectFor(update.StepNumber);
        double momentum = MomentumAt(update.Step), next = MomentumAt(update.Step + 1), product = momentumProducts[update.Index] *= momentum;
        Rule rule = new(
            new Moments<T>(Beta1, Beta2), T.CreateTruncating(update.LearningRate * next / (1 - product * next)),
            T.CreateTruncating(update.LearningRate * (1 - momentum) / (1 - product)), T.CreateTruncating(1 / RootCorrection),
            T.CreateTruncating(Epsilon));
        update.Run(rule, First, Second);
    }

    private double MomentumAt(long step) => Beta1 * (1 - 0.5 * Math.Pow(0.96, step * MomentumDecay));

    private readonly struct Rule(Moments<T> moments, T averageRate, T gradientRate, T rootScale, T epsilon) : IUpdateRule<T>
    {
        public static int StateCount => 2;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            first = moments.Average<TSimd, TVector>(first, gradient);
            second = moments.Square<TSimd, TVector>(second, gradient);
            TVector denominator = TSimd.MultiplyAdd(TSimd.SquareRoot(second), TSimd.Broadcast(rootScale), TSimd.Broadcast(epsilon));
            TVector direct = TSimd.Multiply(gradient, TSimd.Broadcast(gradientRate));
            TVector step = TSimd.MultiplyAdd(first, TSimd.Broadcast(averageRate), direct);
            return TSimd.Subtract(value, TSimd.DivideFast(step, denominator));
        }
    }
}
