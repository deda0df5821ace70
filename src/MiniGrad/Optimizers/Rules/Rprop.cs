using MiniGrad.Kernels;

namespace MiniGrad.Optimizers;

/// <summary>Rprop: every element has a step of its own, which grows while its gradient keeps its sign and shrinks when the sign changes;
/// how large the gradient is does not matter (Riedmiller and Braun, "A direct adaptive method for faster backpropagation learning: the
/// RPROP algorithm", 1993). For full batches.</summary>
/// <remarks>With p, the gradient before: <c>Δ ← min(max(Δ·f, Δmin), Δmax)</c>, where f is η₊ for <c>g·p &gt; 0</c>, η₋ for
/// <c>g·p &lt; 0</c>, else 1. Where the sign has changed, <c>g ← 0</c>. Then <c>θ ← θ − sign(g)·Δ</c>, <c>p ← g</c>. That is the form
/// without a way back, iRprop⁻ (Igel and Hüsken, 2000), as PyTorch has it. The learning rate is the first step of each element; changing it
/// later has no effect.</remarks>
public sealed class Rprop<T> : Optimizer<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly ParameterState<T> stepSizes, previous;

    /// <param name="parameters">The parameters to optimize.</param>
    /// <param name="learningRate">The first Δ, at least 0. Default: 0.01.</param>
    /// <param name="decrease">η₋, above 0 and below 1. Default: 0.5.</param>
    /// <param name="increase">η₊, above 1. Default: 1.2.</param>
    /// <param name="smallestStep">Δmin, above 0. Default: 1e-6.</param>
    /// <param name="largestStep">Δmax, at least Δmin. Default: 50.</param>
    /// <param name="weightDecay">λ of weight decay. Default: 0.</param>
    /// <exception cref="ArgumentException">There are no parameters.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public Rprop(
        IReadOnlyList<Parameter<T>> parameters, double learningRate = 1e-2, double decrease = 0.5, double increase = 1.2,
        double smallestStep = 1e-6, double largestStep = 50, double weightDecay = 0)
        : base(parameters, learningRate)
    {
        CheckPositive(smallestStep, "smallest step");
        CheckPositive(largestStep, "largest step");
        string expected = FormattableString.Invariant($"at least the smallest, {smallestStep}");
        Check(largestStep >= smallestStep, "largest step", expected, largestStep);
        Decrease = Check(decrease is > 0 and < 1, nameof(decrease), "above 0 and below 1", decrease);
        Increase = Check(increase > 1 && double.IsFinite(increase), nameof(increase), "a finite number above 1", increase);
        SmallestStep = smallestStep;
        LargestStep = largestStep;
        WeightDecay = weightDecay;
        stepSizes = CreateState("step_size");
        previous = CreateState("previous_gradient");
    }

    /// <summary>η₋.</summary>
    public double Decrease { get; }

    /// <summary>η₊.</summary>
    public double Increase { get; }

    /// <summary>Δmin.</summary>
    public double SmallestStep { get; }

    /// <summary>Δmax.</summary>
    public double LargestStep { get; }

    /// <inheritdoc/>
    protected override void Update(in ParameterUpdate<T> update)
    {
        if (update.Step == 1) stepSizes[update.Index].Fill(T.CreateTruncating(update.LearningRate));
        T smallest = T.CreateTruncating(SmallestStep), largest = T.CreateTruncating(LargestStep);
        update.Run(new Rule(T.CreateTruncating(Decrease), T.CreateTruncating(Increase), smallest, largest), stepSizes, previous);
    }

    private readonly struct Rule(T decrease, T increase, T smallest, T largest) : IUpdateRule<T>
    {
        public static int StateCount => 2;

        public static bool UsesSignsAlone => true;

        [MethodImpl(AggressiveInlining)]
        public TVector Invoke<TSimd, TVector>(TVector value, TVector gradient, ref TVector first, ref TVector second, ref TVector third)
            where TSimd : struct, ISimd<TVector, T> where TVector : struct
        {
            // The product of two small gradients would be 0.
            TVector sign = OptimizerUpdate.WithSign<TSimd, TVector, T>(TSimd.Constant(1), gradient);
            TVector zero = TSimd.Constant(0), agreement = TSimd.Multiply(sign, second), turned = TSimd.LessThan(agreement, zero);
            TVector factor = TSimd.Select(TSimd.LessThan(zero, agreement), TSimd.Broadcast(increase), TSimd.Constant(1));
            first = TSimd.Multiply(first, TSimd.Select(turned, TSimd.Broadcast(decrease), factor));
            first = TSimd.Min(TSimd.Broadcast(largest), TSimd.Max(TSimd.Broadcast(smallest), first));
            second = TSimd.Select(turned, zero, gradient);
            return TSimd.Subtract(value, OptimizerUpdate.WithSign<TSimd, TVector, T>(first, second));
        }
    }
}
