using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>AdamW without a schedule: it takes steps of a constant rate, and averages the points that they lead to in place of letting the
/// rate fall (Defazio and others, "The road less scheduled", 2024, algorithm 1).</summary>
/// <remarks><para><c>y = (1 − β₁)·z + β₁·x</c>, where the gradient g is taken; <c>v ← β₂·v + (1 − β₂)·g²</c>;
/// <c>γ = η·√(1 − β₂ᵗ)·min(1, t/w)</c> for w steps of warm-up; <c>z ← z − γ·(g/(√v + ε) + λ·y)</c>; <c>x ← (1 − c)·x + c·z</c> with
/// <c>c = γₜ²/Σᵢ γᵢ²</c>. Weight decay is decoupled.</para>
/// <para>The parameters hold y. The result of training is the average x: evaluate and save the model inside of
/// <see cref="UseAverage"/>.</para></remarks>
public sealed class ScheduleFreeAdamW<T> : AdaptiveMomentOptimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly double[] weightSums;

    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η, at least 0; usually larger than with a schedule.</param>
    /// <param name="beta1">β₁, above 0 and below 1.</param>
    /// <param name="beta2">β₂, from 0 to below 1.</param>
    /// <param name="epsilon">ε, above 0, outside the root.</param>
    /// <param name="warmupSteps">w, at least 0.</param>
    /// <param name="weightDecay">λ of decoupled weight decay, at least 0.</param>
    /// <inheritdoc cref="Adam{T}.Adam(IReadOnlyList{Parameter{T}}, double, double, double, double, double)" path="/exception"/>
    public ScheduleFreeAdamW(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 2.5e-3, double beta1 = 0.9, double beta2 = 0.999,
        double epsilon = 1e-8, int warmupSteps = 0, double weightDecay = 0)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay, first: "point")
    {
        Check(beta1 > 0, nameof(beta1), "above 0, since the average is found from y", beta1);
        WarmupSteps = Guard.AtLeast(warmupSteps, 0, Name, "the number of warm-up steps");
        WeightDecayKind = WeightDecayKind.Decoupled;
        weightSums = CreateNumbers("weight_sum");
    }

    /// <summary>w, the number of steps in which the learning rate rises to its value.</summary>
    public int WarmupSteps { get; }

    /// <summary>Puts the average x into the parameters, until what it returns is disposed: then the very same bits are back. Parameters
    /// that were never updated stay.</summary>
    /// <exception cref="InvalidOperationException">The parameters hold an average already.</exception>
    public IDisposable UseAverage() => new AppliedAverage<T>(Parameters, (i, values) =>
    {
        // x = y + (1 − β₁)/β₁·(y − z)
        if (weightSums[i] > 0) Interpolation.Move<T>(values, First[i], T.CreateTruncating((Beta1 - 1) / Beta1));
    });

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update)
    {
        CorrectFor(update.StepNumber);
        if (update.Step == 1) update.Values.CopyTo(First[update.Index]);
        double rate = update.LearningRate * RootCorrection * Math.Min(1, update.Step / Math.Max(1.0, WarmupSteps)), weight = rate * rate;
        double sum = weightSums[update.Index] += weight, share = sum > 0 ? weight / sum : 0;

        // With x = (y − (1 − β₁)·z)/β₁, what the formulas say about y is y ← (1 − c)·y + c·z − (1 − β₁·(1 − c))·(the step of z).
        Rule rule = new(
            new Moments<T>(Beta1, Beta2), T.CreateTruncating(rate), T.CreateTruncating(Epsilon), T.CreateTruncating(update.DecoupledDecay),
            T.CreateTruncating(share), T.CreateTruncating(Beta1 * (1 - share) - 1));
        update.WithoutDecoupledDecay().Run(rule, First, Second);
    }

    private readonly struct Rule(Moments<T> moments, T rate, T epsilon, T decay, T share, T minusStepShare) : IUpdateRule<T>
    {
        public static int StateCount => 2;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            second = moments.Square<TSimd, TVector>(second, gradient);
            TVector quotient = TSimd.DivideFast(gradient, TSimd.Add(TSimd.SquareRoot(second), TSimd.Broadcast(epsilon)));
            TVector step = TSimd.Multiply(TSimd.MultiplyAdd(value, TSimd.Broadcast(decay), quotient), TSimd.Broadcast(rate));
            TVector next = TSimd.MultiplyAdd(TSimd.Subtract(first, value), TSimd.Broadcast(share), value);
            first = TSimd.Subtract(first, step);
            return TSimd.MultiplyAdd(step, TSimd.Broadcast(minusStepShare), next);
        }
    }
}
