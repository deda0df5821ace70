using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>RAdam: Adam that waits with dividing until its average of squares has seen enough gradients, and then rectifies its variance,
/// instead of a warm-up (Liu and others, "On the variance of the adaptive learning rate and beyond", 2020).</summary>
/// <remarks><c>m ← β₁·m + (1 − β₁)·g</c>, <c>v ← β₂·v + (1 − β₂)·g²</c>, <c>ρ∞ = 2/(1 − β₂) − 1</c>, <c>ρₜ = ρ∞ − 2t·β₂ᵗ/(1 − β₂ᵗ)</c>.
/// While ρₜ ≤ 5 (the paper: 4), <c>θ ← θ − η·m/(1 − β₁ᵗ)</c>; after that <c>θ ← θ − η·r·m/(1 − β₁ᵗ) · √(1 − β₂ᵗ)/(√v + ε)</c> with
/// <c>r = √((ρₜ − 4)(ρₜ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρₜ))</c>. The bound and the place of ε are PyTorch's. With a β₂ of 0.6 or less, ρ∞ is at
/// most 4, and there is never a division.</remarks>
public sealed class RAdam<T> : AdaptiveMomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public RAdam(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay) { }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update)
    {
        CorrectFor(update.StepNumber);
        double rate = update.LearningRate / AverageCorrection;
        double limit = 2 / (1 - Beta2) - 1, power = Math.Pow(Beta2, update.StepNumber);
        double length = limit - 2 * update.StepNumber * power / (1 - power);
        bool isRectified = length > 5;
        if (!isRectified)
        {
            update.Run(new UnadaptedRule(new Moments<T>(Beta1, Beta2), T.CreateTruncating(rate)), First, Second);
            return;
        }
        double rectification = Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)) * RootCorrection;
        update.Run(new Adam<T>.Rule(rate * rectification, 1, Beta1, Beta2, Epsilon), First, Second);
    }

    /// <summary><c>m ← β₁·m + (1 − β₁)·g</c>, <c>v ← β₂·v + (1 − β₂)·g²</c>, <c>θ ← θ − η·m</c>.</summary>
    private readonly struct UnadaptedRule(Moments<T> moments, T rate) : IUpdateRule<T>
    {
        private readonly T minusRate = -rate;

        public static int StateCount => 2;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            first = moments.Average<TSimd, TVector>(first, gradient);
            second = moments.Square<TSimd, TVector>(second, gradient);
            return TSimd.MultiplyAdd(first, TSimd.Broadcast(minusRate), value);
        }
    }
}
