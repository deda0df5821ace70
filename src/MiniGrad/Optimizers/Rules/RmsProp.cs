using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>RMSProp: the gradient is divided by the root of the moving average of its square (Tieleman and Hinton, "Neural networks for
/// machine learning", lecture 6.5, 2012); with momentum, and centred, by Graves ("Generating sequences with recurrent neural networks",
/// 2013).</summary>
/// <remarks><c>v ← α·v + (1 − α)·g²</c>, <c>d = √v + ε</c>; centred, <c>a ← α·a + (1 − α)·g</c>, <c>d = √max(v − a², 0) + ε</c>. Then
/// <c>θ ← θ − η·g/d</c>; with momentum, <c>b ← γ·b + g/d</c>, <c>θ ← θ − η·b</c>. As in PyTorch, averages are not corrected for starting at
/// zero and ε is outside the root. The variance v − a² comes out below 0 by rounding only.</remarks>
public sealed class RmsProp<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterState<T> squares;
    private readonly ParameterState<T>? averages, steps;

    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η, at least 0. Default: 0.01.</param>
    /// <param name="smoothing">α, from 0 to below 1. Default: 0.99.</param>
    /// <param name="epsilon">ε, above 0. Default: 1e-8.</param>
    /// <param name="momentum">γ, from 0 to below 1. Default: 0, no momentum.</param>
    /// <param name="isCentered">Whether to divide by the standard deviation, not the root mean square. Default: no.</param>
    /// <param name="weightDecay">λ of weight decay. Default: 0; usual: 0.0001 to 0.001.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public RmsProp(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1e-2, double smoothing = 0.99, double epsilon = 1e-8,
        double momentum = 0, bool isCentered = false, double weightDecay = 0)
        : base(parameters, learningRate)
    {
        Smoothing = CheckAverageFactor(smoothing, nameof(smoothing));
        Epsilon = CheckEpsilon(epsilon);
        Momentum = CheckAverageFactor(momentum, nameof(momentum));
        IsCentered = isCentered;
        WeightDecay = weightDecay;
        squares = CreateState("square_average");
        averages = isCentered ? CreateState("average") : null;
        steps = momentum > 0 ? CreateState("momentum") : null;
    }

    /// <summary>α.</summary>
    public double Smoothing { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>γ.</summary>
    public double Momentum { get; }

    /// <summary>Whether gradients are divided by their standard deviation.</summary>
    public bool IsCentered { get; }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update)
    {
        double rate = update.LearningRate;
        switch (averages, steps)
        {
            case (null, null): update.Run(new Rule<No, No>(this, rate), squares); break;
            case (null, { }): update.Run(new Rule<No, Yes>(this, rate), squares, steps); break;
            case ({ }, null): update.Run(new Rule<Yes, No>(this, rate), squares, averages); break;
            case ({ }, { }): update.Run(new Rule<Yes, Yes>(this, rate), squares, averages, steps); break;
        }
    }

    private readonly struct Yes;
    private readonly struct No;

    /// <summary>State is v, then a if centred, then b with momentum. One source for all four; the compiler settles the comparisons of
    /// types.</summary>
    private readonly struct Rule<TCentered, TMomentum>(RmsProp<T> settings, double rate) : IUpdateRule<T>
        where TCentered : struct where TMomentum : struct
    {
        private readonly Moments<T> moments = new(settings.Smoothing, settings.Smoothing);
        private readonly T epsilon = T.CreateTruncating(settings.Epsilon);
        private readonly T momentum = T.CreateTruncating(settings.Momentum);
        private readonly T minusRate = -T.CreateTruncating(rate);

        public static int StateCount => 1 + (IsCentered ? 1 : 0) + (HasMomentum ? 1 : 0);

        private static bool IsCentered => typeof(TCentered) == typeof(Yes);

        private static bool HasMomentum => typeof(TMomentum) == typeof(Yes);

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            first = moments.Square<TSimd, TVector>(first, gradient);
            TVector variance = first;
            if (IsCentered)
            {
                second = moments.Average<TSimd, TVector>(second, gradient);
                variance = TSimd.Max(TSimd.Constant(0), TSimd.MultiplyAdd(TSimd.Negate(second), second, first));
            }
            TVector step = TSimd.DivideFast(gradient, TSimd.Add(TSimd.SquareRoot(variance), TSimd.Broadcast(epsilon)));
            if (HasMomentum)
            {
                TVector old = IsCentered ? third : second;
                step = OptimizerUpdate.Average<TSimd, TVector, T>(TSimd.MultiplyAdd(old, TSimd.Broadcast(momentum), step));
                if (IsCentered) third = step;
                else second = step;
            }
            return TSimd.MultiplyAdd(step, TSimd.Broadcast(minusRate), value);
        }
    }
}
