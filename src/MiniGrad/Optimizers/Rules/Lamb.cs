using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>LAMB: Adam whose step in each parameter is made as long as the parameter's own norm times the learning rate, for large batches
/// (You and others, "Large batch optimization for deep learning: training BERT in 76 minutes", 2020, algorithm 2).</summary>
/// <remarks><c>m ← β₁·m + (1 − β₁)·g</c>, <c>v ← β₂·v + (1 − β₂)·g²</c>, <c>r = m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)</c>,
/// <c>θ ← θ − η · ‖θ‖/‖r + λ·θ‖ · (r + λ·θ)</c>, with a ratio of 1 where one of the norms is 0. Norms are of whole parameters, not limited.
/// Weight decay is decoupled: the averages do not see it, the ratio does; the paper takes λ = 0.01.</remarks>
public sealed class Lamb<T> : AdaptiveMomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Storage<T> workspace;

    /// <inheritdoc/>
    public Lamb(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-6,
        double weightDecay = 0)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay)
    {
        WeightDecayKind = WeightDecayKind.Decoupled;
        workspace = Storage<T>.Aligned(Parameters.Max(parameter => parameter.ElementCount));
    }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update)
    {
        CorrectFor(update.StepNumber);
        Span<T> direction = workspace.Span(update.Values.Length);
        Direction rule = new(
            new Moments<T>(Beta1, Beta2), T.CreateTruncating(1 / AverageCorrection), T.CreateTruncating(1 / RootCorrection),
            T.CreateTruncating(Epsilon), T.CreateTruncating(update.DecoupledDecay));
        update.WithoutDecoupledDecay().RunOn(in rule, First[update.Index], Second[update.Index], direction);

        double size = EuclideanNorm.Of<T>(update.Values), length = EuclideanNorm.Of<T>(direction);
        double ratio = size == 0 || length == 0 ? 1 : size / length;
        update.Descend(direction, update.LearningRate * ratio);
    }

    /// <summary>Writes r + λ·θ to the third number of state and leaves the values.</summary>
    private readonly struct Direction(Moments<T> moments, T averageScale, T rootScale, T epsilon, T decay) : IUpdateRule<T>
    {
        public static int StateCount => 3;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            first = moments.Average<TSimd, TVector>(first, gradient);
            second = moments.Square<TSimd, TVector>(second, gradient);
            TVector denominator = TSimd.MultiplyAdd(TSimd.SquareRoot(second), TSimd.Broadcast(rootScale), TSimd.Broadcast(epsilon));
            TVector quotient = TSimd.DivideFast(TSimd.Multiply(first, TSimd.Broadcast(averageScale)), denominator);
            third = TSimd.MultiplyAdd(value, TSimd.Broadcast(decay), quotient);
            return value;
        }
    }
}
