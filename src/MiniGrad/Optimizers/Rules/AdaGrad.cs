using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>AdaGrad: every element has a learning rate of its own, which falls as its gradients add up (Duchi, Hazan and Singer, "Adaptive
/// subgradient methods for online learning and stochastic optimization", 2011).</summary>
/// <remarks><c>s ← s + g²</c>, <c>θ ← θ − η/(1 + (t − 1)·d) · g/(√s + ε)</c>, where t counts the steps from 1. The decay d of the rate and
/// what s starts from are PyTorch's.</remarks>
public sealed class AdaGrad<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterState<T> sums;

    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">η, at least 0. Default: 0.01.</param>
    /// <param name="learningRateDecay">d, at least 0. Default: 0.</param>
    /// <param name="initialSum">The initial s, at least 0.</param>
    /// <param name="epsilon">ε, above 0, outside the root. Default: 1e-10.</param>
    /// <param name="weightDecay">λ of weight decay. Default: 0; usual: 0.0001 to 0.001.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public AdaGrad(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1e-2, double learningRateDecay = 0, double initialSum = 0,
        double epsilon = 1e-10, double weightDecay = 0)
        : base(parameters, learningRate)
    {
        CheckNotNegative(initialSum, "initial sum");
        LearningRateDecay = CheckNotNegative(learningRateDecay, "decay of the learning rate");
        Epsilon = CheckEpsilon(epsilon);
        WeightDecay = weightDecay;
        sums = CreateState("square_sum", initialSum);
    }

    /// <summary>d.</summary>
    public double LearningRateDecay { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update)
    {
        double rate = update.LearningRate / (1 + (update.Step - 1) * LearningRateDecay);
        update.Run(new Rule(T.CreateTruncating(rate), T.CreateTruncating(Epsilon)), sums);
    }

    private readonly struct Rule(T rate, T epsilon) : IUpdateRule<T>
    {
        public static int StateCount => 1;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            first = OptimizerUpdate.Square<TSimd, TVector, T>(TSimd.MultiplyAdd(gradient, gradient, first));
            TVector denominator = TSimd.Add(TSimd.SquareRoot(first), TSimd.Broadcast(epsilon));
            return TSimd.Subtract(value, TSimd.DivideFast(TSimd.Multiply(gradient, TSimd.Broadcast(rate)), denominator));
        }
    }
}
