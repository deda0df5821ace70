using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>Adam: moving averages of the gradient and of its square, corrected for starting at zero; the step is their quotient (Kingma and
/// Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1).</summary>
/// <remarks><c>m ← β₁·m + (1 − β₁)·g</c>, <c>v ← β₂·v + (1 − β₂)·g²</c>, <c>θ ← θ − η · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)</c>, where t
/// counts the steps from 1.</remarks>
public class Adam<T> : AdaptiveMomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <inheritdoc/>
    public Adam(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay) { }

    // A class derived elsewhere may have a rule of its own.
    internal override bool UpdatesTogether => this is AdamW<T> || GetType() == typeof(Adam<T>);

    /// <inheritdoc/>
    [MethodImpl(AggressiveOptimization)]
    protected override void Update(in ParameterUpdate<T> update)
    {
        CorrectFor(update.StepNumber);
        update.Run(new Rule(update.LearningRate / AverageCorrection, 1 / RootCorrection, Beta1, Beta2, Epsilon), First, Second);
    }

    /// <summary><c>m ← β₁·m + (1 − β₁)·g</c>, <c>v ← β₂·v + (1 − β₂)·g²</c>, <c>θ ← θ − η·m/(s·√v + ε)</c>.</summary>
    internal readonly struct Rule(double rate, double rootScale, double beta1, double beta2, double epsilon) : IUpdateRule<T>
    {
        private readonly T minusRate = T.CreateTruncating(-rate), rootScale = T.CreateTruncating(rootScale);
        private readonly T epsilon = T.CreateTruncating(epsilon);
        private readonly Moments<T> moments = new(beta1, beta2);

        public static int StateCount => 2;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            first = moments.Average<TSimd, TVector>(first, gradient);
            second = moments.Square<TSimd, TVector>(second, gradient);
            TVector denominator = TSimd.MultiplyAdd(TSimd.SquareRoot(second), TSimd.Broadcast(rootScale), TSimd.Broadcast(epsilon));
            return TSimd.Add(value, TSimd.DivideFast(TSimd.Multiply(first, TSimd.Broadcast(minusRate)), denominator));
        }
    }
}
