using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>AMSGrad: Adam that divides by the largest average of squares so far, so that steps never grow again (Reddi, Kale and Kumar, "On
/// the convergence of Adam and beyond", 2018).</summary>
/// <remarks><c>m ← β₁·m + (1 − β₁)·g</c>, <c>v ← β₂·v + (1 − β₂)·g²</c>, <c>w ← max(w, v)</c>,
/// <c>θ ← θ − η · m/(1 − β₁ᵗ) / (√(w/(1 − β₂ᵗ)) + ε)</c>. The corrections for starting at zero, which the paper leaves out, are those of
/// PyTorch's <c>Adam(amsgrad=True)</c>: of the maximum, not before it.</remarks>
public sealed class AmsGrad<T> : AdaptiveMomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterState<T> largest;

    /// <inheritdoc/>
    public AmsGrad(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay)
    {
        largest = CreateState("largest_square_average");
    }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update)
    {
        CorrectFor(update.StepNumber);
        T rate = T.CreateTruncating(update.LearningRate / AverageCorrection);
        Rule rule = new(new Moments<T>(Beta1, Beta2), rate, T.CreateTruncating(1 / RootCorrection), T.CreateTruncating(Epsilon));
        update.Run(rule, First, Second, largest);
    }

    private readonly struct Rule(Moments<T> moments, T rate, T rootScale, T epsilon) : IUpdateRule<T>
    {
        public static int StateCount => 3;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            first = moments.Average<TSimd, TVector>(first, gradient);
            second = moments.Square<TSimd, TVector>(second, gradient);
            third = TSimd.Max(third, second);
            TVector denominator = TSimd.MultiplyAdd(TSimd.SquareRoot(third), TSimd.Broadcast(rootScale), TSimd.Broadcast(epsilon));
            return TSimd.Subtract(value, TSimd.DivideFast(TSimd.Multiply(first, TSimd.Broadcast(rate)), denominator));
        }
    }
}
