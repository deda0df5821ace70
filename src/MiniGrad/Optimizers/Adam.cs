using System.Numerics;
using System.Runtime.CompilerServices;
using MiniGrad.Kernels;
using MiniGrad.Kernels.Simd;

namespace MiniGrad.Optimizers;

/// <summary>
/// Adam: moving averages of the gradient and of its square, corrected for starting at zero; the step is their quotient (Kingma and Ba, "Adam: a
/// method for stochastic optimization", 2015, algorithm 1).
/// </summary>
/// <remarks>
/// <c>m ← β₁·m + (1 − β₁)·g</c>, <c>v ← β₂·v + (1 − β₂)·g²</c>, <c>θ ← θ − η · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)</c>, where t counts the
/// steps from 1.
/// </remarks>
public class Adam<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterState<T> averages;
    private readonly ParameterState<T> squares;

    // The corrections of the averages for having started at zero, after so many steps.
    private double correctedStep;
    private double averageScale;
    private double rootScale;

    /// <param name="parameters">What to optimize.</param>
    /// <param name="learningRate">η, at least 0. Default: 0.001.</param>
    /// <param name="beta1">β₁, from 0 to below 1. Default: 0.9.</param>
    /// <param name="beta2">β₂, from 0 to below 1. Default: 0.999.</param>
    /// <param name="epsilon">ε, above 0, outside the root. Default: 1e-8.</param>
    /// <param name="weightDecay">λ of weight decay. Default: 0; usual: 0.0001 to 0.001.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Adam(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0)
        : base(parameters, learningRate)
    {
        CheckAverageFactor(beta1, nameof(beta1));
        CheckAverageFactor(beta2, nameof(beta2));
        CheckPositive(epsilon, nameof(epsilon));
        Beta1 = beta1;
        Beta2 = beta2;
        Epsilon = epsilon;
        WeightDecay = weightDecay;
        averages = CreateState("average");
        squares = CreateState("square_average");
    }

    /// <summary>β₁.</summary>
    public double Beta1 { get; }

    /// <summary>β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update)
    {
        double step = update.StepNumber;
        if (step != correctedStep)
        {
            // Usually the same for all parameters; powers take longer than updating a small one.
            correctedStep = step;
            averageScale = 1 - Math.Pow(Beta1, step);
            rootScale = 1 / Math.Sqrt(1 - Math.Pow(Beta2, step));
        }
        update.Run(
            new Rule(T.CreateChecked(update.LearningRate / averageScale), T.CreateChecked(rootScale), T.CreateChecked(Beta1), T.CreateChecked(Beta2), T.CreateChecked(Epsilon)),
            averages, squares);
    }

    /// <summary>η and s carry the corrections for the start.</summary>
    private readonly struct Rule(T rate, T rootScale, T beta1, T beta2, T epsilon) : IUpdateRule<T>
    {
        private readonly T minusRate = -rate;
        private readonly T fresh1 = T.One - beta1;
        private readonly T fresh2 = T.One - beta2;

        public static int StateCount => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            first = OptimizerUpdate.Average<TSimd, TVector, T>(
                TSimd.MultiplyAdd(gradient, TSimd.Broadcast(fresh1), TSimd.Multiply(first, TSimd.Broadcast(beta1))));
            TVector fresh = TSimd.Multiply(gradient, TSimd.Broadcast(fresh2));
            second = OptimizerUpdate.Square<TSimd, TVector, T>(TSimd.MultiplyAdd(fresh, gradient, TSimd.Multiply(second, TSimd.Broadcast(beta2))));
            TVector denominator = TSimd.MultiplyAdd(TSimd.SquareRoot(second), TSimd.Broadcast(rootScale), TSimd.Broadcast(epsilon));
            return TSimd.Add(value, TSimd.DivideFast(TSimd.Multiply(first, TSimd.Broadcast(minusRate)), denominator));
        }
    }
}
