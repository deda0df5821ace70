using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>AdaBelief: Adam that divides by how far gradients are from their average, so that it goes far where the next gradient is as
/// expected (Zhuang and others, "AdaBelief optimizer: adapting stepsizes by the belief in observed gradients", 2020, algorithm
/// 2).</summary>
/// <remarks><c>m ← β₁·m + (1 − β₁)·g</c>, <c>s ← β₂·s + (1 − β₂)·(g − m)² + ε</c>, <c>θ ← θ − η · m/(1 − β₁ᵗ) / (√(s/(1 − β₂ᵗ)) + ε)</c>.
/// The default ε of 1e-16 is that of the authors' program.</remarks>
public sealed class AdaBelief<T> : AdaptiveMomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public AdaBelief(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
        double epsilon = 1e-16, double weightDecay = 0)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay, second: "square_deviation") { }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update)
    {
        CorrectFor(update.StepNumber);
        T rate = T.CreateTruncating(update.LearningRate / AverageCorrection);
        Rule rule = new(new Moments<T>(Beta1, Beta2), rate, T.CreateTruncating(1 / RootCorrection), T.CreateTruncating(Epsilon));
        update.Run(rule, First, Second);
    }

    private readonly struct Rule(Moments<T> moments, T rate, T rootScale, T epsilon) : IUpdateRule<T>
    {
        public static int StateCount => 2;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            first = moments.Average<TSimd, TVector>(first, gradient);
            second = TSimd.Add(moments.Square<TSimd, TVector>(second, TSimd.Subtract(gradient, first)), TSimd.Broadcast(epsilon));
            TVector denominator = TSimd.MultiplyAdd(TSimd.SquareRoot(second), TSimd.Broadcast(rootScale), TSimd.Broadcast(epsilon));
            return TSimd.Subtract(value, TSimd.DivideFast(TSimd.Multiply(first, TSimd.Broadcast(rate)), denominator));
        }
    }
}
