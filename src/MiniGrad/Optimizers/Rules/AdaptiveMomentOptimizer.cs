namespace MiniGrad.Optimizers;

/// <summary>The base of Adam's family: two factors of moving averages, and an ε that keeps a quotient finite.</summary>
/// <remarks>An average that started at 0 is too small at first, by the factor <c>1 − βᵗ</c> after t steps, for which most of the rules
/// correct.</remarks>
public abstract class AdaptiveMomentOptimizer<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private double correctedStep;

    private protected AdaptiveMomentOptimizer(
        IReadOnlyList<Parameter<T>> parameters, double learningRate, double beta1, double beta2, double epsilon, double weightDecay,
        string first = "average", string second = "square_average")
        : base(parameters, learningRate)
    {
        Beta1 = CheckAverageFactor(beta1, nameof(beta1));
        Beta2 = CheckAverageFactor(beta2, nameof(beta2));
        Epsilon = CheckEpsilon(epsilon);
        WeightDecay = weightDecay;
        First = CreateState(first);
        Second = CreateState(second);
    }

    /// <summary>β₁, the factor of the average of gradients.</summary>
    public double Beta1 { get; }

    /// <summary>β₂, the factor of what measures the size of gradients.</summary>
    public double Beta2 { get; }

    /// <summary>ε.</summary>
    public double Epsilon { get; }

    /// <summary>m, the average of gradients, or what the rule has in its place.</summary>
    private protected ParameterState<T> First { get; }

    /// <summary>v, the average of squared gradients, or what the rule has in its place.</summary>
    private protected ParameterState<T> Second { get; }

    /// <summary>1 − β₁ᵗ.</summary>
    private protected double AverageCorrection { get; private set; }

    /// <summary>1 − β₂ᵗ.</summary>
    private protected double SquareCorrection { get; private set; }

    /// <summary>√(1 − β₂ᵗ).</summary>
    private protected double RootCorrection { get; private set; }

    /// <summary>Sets the corrections for a step.</summary>
    [MethodImpl(AggressiveOptimization)]
    private protected void CorrectFor(double step)
    {
        // Usually the same for all parameters; powers take longer than updating a small one.
        if (step == correctedStep) return;
        (AverageCorrection, SquareCorrection) = (Correction(Rounded(Beta1), step), Correction(Rounded(Beta2), step));
        (correctedStep, RootCorrection) = (step, Math.Sqrt(SquareCorrection));
    }

    // βᵗ is below e^−(1 − β)t, so in time it vanishes beside 1.
    internal static double Correction(double beta, double step) => (1 - beta) * step > 40 ? 1 : 1 - Math.Pow(beta, step);

    /// <summary>A factor as the averages have it.</summary>
    private static double Rounded(double beta) => double.CreateTruncating(T.CreateTruncating(beta));
}
