using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>AdaDelta: the step is the gradient times the root mean square of earlier steps over that of gradients, so that it has the
/// parameter's units and hardly needs a learning rate (Zeiler, "ADADELTA: an adaptive learning rate method", 2012).</summary>
/// <remarks><c>v ← ρ·v + (1 − ρ)·g²</c>, <c>δ = √((u + ε)/(v + ε))·g</c>, <c>u ← ρ·u + (1 − ρ)·δ²</c>, <c>θ ← θ − η·δ</c>. The learning
/// rate is PyTorch's addition.</remarks>
public sealed class AdaDelta<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterState<T> squares, steps;

    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η, at least 0. Default: 1, the paper's rule.</param>
    /// <param name="smoothing">ρ, from 0 to below 1. Default: 0.9.</param>
    /// <param name="epsilon">ε, above 0; the first steps are about √ε long. Default: 1e-6.</param>
    /// <param name="weightDecay">λ of weight decay. Default: 0; usual: 0.0001 to 0.001.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public AdaDelta(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1, double smoothing = 0.9, double epsilon = 1e-6,
        double weightDecay = 0)
        : base(parameters, learningRate)
    {
        Smoothing = CheckAverageFactor(smoothing, nameof(smoothing));
        Epsilon = CheckEpsilon(epsilon);
        WeightDecay = weightDecay;
        squares = CreateState("square_average");
        steps = CreateState("step_square_average");
    }

    /// <summary>ρ.</summary>
    public double Smoothing { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update) => update.Run(
        new Rule(new Moments<T>(Smoothing, Smoothing), T.CreateTruncating(update.LearningRate), T.CreateTruncating(Epsilon)),
        squares, steps);

    private readonly struct Rule(Moments<T> moments, T rate, T epsilon) : IUpdateRule<T>
    {
        private readonly T minusRate = -rate;

        public static int StateCount => 2;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            first = moments.Square<TSimd, TVector>(first, gradient);
            TVector e = TSimd.Broadcast(epsilon), ratio = TSimd.DivideFast(TSimd.Add(second, e), TSimd.Add(first, e));
            TVector step = TSimd.Multiply(TSimd.SquareRoot(ratio), gradient);
            second = moments.Square<TSimd, TVector>(second, step);
            return TSimd.MultiplyAdd(step, TSimd.Broadcast(minusRate), value);
        }
    }
}
