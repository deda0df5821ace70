using System.Numerics;

namespace MiniGrad.Optimizers;

/// <summary>
/// RAdam: Adam that waits with dividing until its average of squares has seen enough gradients, and then rectifies its variance, instead of a warm-up
/// (Liu and others, "On the variance of the adaptive learning rate and beyond", 2020).
/// </summary>
/// <remarks>
/// <c>m ← β₁·m + (1 − β₁)·g</c>, <c>v ← β₂·v + (1 − β₂)·g²</c>, <c>ρ∞ = 2/(1 − β₂) − 1</c>, <c>ρₜ = ρ∞ − 2t·β₂ᵗ/(1 − β₂ᵗ)</c>. While ρₜ ≤ 5 (the paper: 4),
/// <c>θ ← θ − η·m/(1 − β₁ᵗ)</c>; after that <c>θ ← θ − η·r·m/(1 − β₁ᵗ) · √(1 − β₂ᵗ)/(√v + ε)</c> with
/// <c>r = √((ρₜ − 4)(ρₜ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρₜ))</c>. The bound and the place of ε are PyTorch's.
/// </remarks>
public sealed class RAdam<T> : AdaptiveMomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterState<T> averages;
    private readonly ParameterState<T> squares;

    /// <param name="parameters">What to optimize.</param>
    /// <param name="learningRate">η, at least 0. Default: 0.001.</param>
    /// <param name="beta1">β₁, from 0 to below 1. Default: 0.9.</param>
    /// <param name="beta2">β₂, from 0 to below 1; with 0.6 and below, ρ∞ ≤ 4 and there is never a division. Default: 0.999.</param>
    /// <param name="epsilon">ε, above 0, outside the root. Default: 1e-8.</param>
    /// <param name="weightDecay">λ of weight decay. Default: 0; usual: 0.0001 to 0.001.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public RAdam(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay)
    {
        averages = CreateState("average");
        squares = CreateState("square_average");
    }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update)
    {
        CorrectFor(update.StepNumber);
        double rate = update.LearningRate / AverageCorrection;
        double limit = 2 / (1 - Beta2) - 1, length = limit - 2 * update.Step * (1 - SquareCorrection) / SquareCorrection;
        bool isRectified = length > 5;
        double rectification = isRectified ? Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)) * RootCorrection : 1;

        // Adam's rule divides by s·√v + ε: by 1 where s is 0 and ε is 1.
        Adam<T>.Rule rule = new(rate * rectification, isRectified ? 1 : 0, Beta1, Beta2, isRectified ? Epsilon : 1);
        update.Run(rule, averages, squares);
    }
}
