using System.Numerics;
using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>
/// Adam: moving averages of the gradient and of its square, corrected for starting at zero; the step is their quotient (Kingma and Ba, "Adam: a
/// method for stochastic optimization", 2015, algorithm 1).
/// </summary>
/// <remarks>
/// <c>m ← β₁·m + (1 − β₁)·g</c>, <c>v ← β₂·v + (1 − β₂)·g²</c>, <c>θ ← θ − η · m/(1 − β₁ᵗ) / (√(v/(1 − β₂ᵗ)) + ε)</c>, where t counts the
/// steps from 1.
/// </remarks>
public sealed class Adam<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[][] averages;
    private readonly T[][] squares;
    private readonly int[] steps;

    // The corrections of the averages for having started at zero, after so many steps.
    private int correctedStep;
    private double averageScale;
    private double rootScale;

    /// <param name="parameters">What to optimize.</param>
    /// <param name="learningRate">η, at least 0. Default: 0.001.</param>
    /// <param name="beta1">β₁, from 0 to below 1. Default: 0.9.</param>
    /// <param name="beta2">β₂, from 0 to below 1. Default: 0.999.</param>
    /// <param name="epsilon">ε, above 0, outside the root. Default: 1e-8.</param>
    /// <param name="weightDecay">λ of L2 regularisation, which adds <c>λ·θ</c> to the gradient. Default: 0; usual: 0.0001 to 0.001.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Adam(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8,
        double weightDecay = 0)
        : base(parameters, learningRate)
    {
        Check(beta1 is >= 0 and < 1, nameof(beta1), "from 0 to below 1", beta1);
        Check(beta2 is >= 0 and < 1, nameof(beta2), "from 0 to below 1", beta2);
        Check(T.CreateTruncating(epsilon) > T.Zero && double.IsFinite(epsilon), nameof(epsilon), $"a positive finite number as a {typeof(T).Name}", epsilon);
        Check(weightDecay >= 0 && double.IsFinite(weightDecay), "weight decay", "a finite number of at least 0", weightDecay);
        Beta1 = beta1;
        Beta2 = beta2;
        Epsilon = epsilon;
        WeightDecay = weightDecay;
        averages = CreateState();
        squares = CreateState();
        steps = new int[Parameters.Count];
    }

    /// <summary>β₁.</summary>
    public double Beta1 { get; }

    /// <summary>β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>λ.</summary>
    public double WeightDecay { get; }

    /// <inheritdoc/>
    protected override void Update(int index, Span<T> values, ReadOnlySpan<T> gradient)
    {
        int step = ++steps[index];
        if (step != correctedStep)
        {
            // Usually the same for all parameters; powers take longer than updating a small one.
            correctedStep = step;
            averageScale = 1 - Math.Pow(Beta1, step);
            rootScale = 1 / Math.Sqrt(1 - Math.Pow(Beta2, step));
        }
        OptimizerUpdate.Adam(
            values, gradient, averages[index], squares[index], T.CreateChecked(LearningRate / averageScale), T.CreateChecked(rootScale),
            T.CreateChecked(Beta1), T.CreateChecked(Beta2), T.CreateChecked(Epsilon), T.CreateChecked(WeightDecay));
    }
}
