using static System.FormattableString;

namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>Multiplied by a factor after every period: <c>η_t = η₀·γ^⌊t/s⌋</c>. PyTorch's <c>StepLR</c>.</summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="period">s, at least 1: the steps from one change to the next.</param>
    /// <param name="factor">γ, above 0. Default: 0.1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule StepDecay(double initialRate, long period, double factor = 0.1)
    {
        Guard.NotNegative(initialRate, nameof(StepDecay));
        Guard.AtLeast(period, 1, nameof(StepDecay));
        Guard.Positive(factor, nameof(StepDecay));
        return new StepDecaySchedule(initialRate, period, factor);
    }

    /// <summary>Multiplied by a factor at each of some steps: <c>η_t = η₀·γⁿ</c>, where n is the number of milestones that t has reached.
    /// PyTorch's <c>MultiStepLR</c>.</summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="milestones">The first steps with a new rate: above 0, growing, at least one.</param>
    /// <param name="factor">γ, above 0. Default: 0.1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    /// <exception cref="ArgumentException">There are no milestones, or they do not grow.</exception>
    public static Schedule MultiStep(double initialRate, IReadOnlyList<long> milestones, double factor = 0.1)
    {
        ArgumentNullException.ThrowIfNull(milestones);
        Guard.NotNegative(initialRate, nameof(MultiStep));
        Guard.NotEmpty(milestones.Count, nameof(MultiStep), "milestone", nameof(milestones));
        long[] own = [.. milestones];
        CheckOrder(own, nameof(MultiStep), nameof(milestones));
        Guard.Positive(factor, nameof(MultiStep));
        return new MultiStepSchedule(initialRate, own, factor);
    }

    /// <summary>Exponential decay: <c>η_t = η₀·γ^(t/s)</c>. PyTorch's <c>ExponentialLR</c>, which has s = 1.</summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="factor">γ, above 0; above 1 the rate grows, and once it is infinite it is refused.</param>
    /// <param name="period">s, above 0: the steps in which the factor is reached. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule Exponential(double initialRate, double factor, double period = 1)
    {
        Guard.NotNegative(initialRate, nameof(Exponential));
        Guard.Positive(factor, nameof(Exponential));
        Guard.Positive(period, nameof(Exponential));
        return new ExponentialSchedule(initialRate, factor, period);
    }

    /// <summary>Inversely as the time: <c>η_t = η₀ / (1 + k·t/s)^p</c>, by default <c>η₀ / (t + 1)</c>. With 0.5 &lt; p ≤ 1 the rates add
    /// up to infinity and their squares do not, under which stochastic descent converges (Robbins and Monro, "A stochastic approximation
    /// method", 1951).</summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="decay">k, at least 0. Default: 1.</param>
    /// <param name="period">s, above 0: the unit of time, in steps. Default: 1.</param>
    /// <param name="power">p, at least 0; 0.5 is the inverse square root. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule InverseTime(double initialRate, double decay = 1, double period = 1, double power = 1)
    {
        Guard.NotNegative(initialRate, nameof(InverseTime));
        Guard.NotNegative(decay, nameof(InverseTime));
        Guard.Positive(period, nameof(InverseTime));
        Guard.NotNegative(power, nameof(InverseTime));
        return new InverseTimeSchedule(initialRate, decay, period, power);
    }

    /// <summary>A power of the time that is left: <c>η_t = η₁ + (η₀ − η₁)·(1 − t/n)^p</c>, and η₁ from step n on. PyTorch's
    /// <c>PolynomialLR</c>, which has η₁ = 0.</summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="steps">n, at least 1.</param>
    /// <param name="power">p, above 0. Default: 1, a line.</param>
    /// <param name="finalRate">η₁, at least 0. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule Polynomial(double initialRate, long steps, double power = 1, double finalRate = 0)
    {
        Guard.NotNegative(initialRate, nameof(Polynomial));
        Guard.AtLeast(steps, 1, nameof(Polynomial));
        Guard.Positive(power, nameof(Polynomial));
        Guard.NotNegative(finalRate, nameof(Polynomial));
        return new PolynomialSchedule(initialRate, steps, power, finalRate);
    }

    /// <summary>Rises along a line, then falls as the inverse square root: <c>η = c·d^−½·min(s^−½, s·w^−3⁄2)</c>, where s = t + 1 counts
    /// the steps from 1 (Vaswani and others, "Attention is all you need", 2017, section 5.3; named after Noam Shazeer).</summary>
    /// <param name="modelSize">d, the width of the model, at least 1.</param>
    /// <param name="warmupSteps">w, the steps of rising, at least 1; in the paper 4000. The largest rate is <c>c / √(d·w)</c>.</param>
    /// <param name="factor">c, above 0. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule Noam(int modelSize, long warmupSteps, double factor = 1)
    {
        Guard.AtLeast(modelSize, 1, nameof(Noam));
        Guard.AtLeast(warmupSteps, 1, nameof(Noam));
        Guard.Positive(factor, nameof(Noam));
        return new NoamSchedule(modelSize, warmupSteps, factor);
    }
}

internal sealed class StepDecaySchedule(double initialRate, long period, double factor) : Schedule
{
    public override string Description => Invariant($"{initialRate}, × {factor} every {period} steps");

    protected override double Rate(long time) => initialRate == 0 ? 0 : initialRate * Math.Pow(factor, time / period);
}

internal sealed class MultiStepSchedule(double initialRate, long[] milestones, double factor) : Schedule
{
    public override string Description => Invariant($"{initialRate}, × {factor} at {string.Join(", ", milestones)}");

    protected override double Rate(long time)
    {
        int reached = 0;
        while (reached < milestones.Length && milestones[reached] <= time) reached++;
        return initialRate * Math.Pow(factor, reached);
    }
}

internal sealed class ExponentialSchedule(double initialRate, double factor, double period) : Schedule
{
    public override string Description => period == 1
        ? Invariant($"{initialRate}, × {factor} every step") : Invariant($"{initialRate}, gradually × {factor} in {period} steps");

    protected override double Rate(long time) => initialRate == 0 ? 0 : initialRate * Math.Pow(factor, time / period);
}

internal sealed class InverseTimeSchedule(double initialRate, double decay, double period, double power) : Schedule
{
    public override string Description => (decay, period, power) is (1, 1, 1)
        ? Invariant($"{initialRate} / (1 + t)") : Invariant($"{initialRate} / (1 + {decay}·t/{period})^{power}");

    protected override double Rate(long time) => initialRate / Math.Pow(1 + decay * time / period, power);
}

internal sealed class PolynomialSchedule(double initialRate, long steps, double power, double finalRate) : Schedule
{
    public override string Description => Invariant($"polynomial of power {power} from {initialRate} to {finalRate} in {steps} steps");

    protected override double Rate(long time)
    {
        double left = time >= steps ? 0 : Math.Pow((steps - time) / (double)steps, power);
        return initialRate * left + finalRate * (1 - left);
    }
}

internal sealed class NoamSchedule(int modelSize, long warmupSteps, double factor) : Schedule
{
    private readonly double peakRate = factor / Math.Sqrt((double)modelSize * warmupSteps);

    public override string Description => Invariant($"Noam for width {modelSize} up to {peakRate:G4} in {warmupSteps} steps");

    protected override double Rate(long time)
    {
        double made = time + 1.0, warmup = warmupSteps;
        return peakRate * Math.Min(made / warmup, Math.Sqrt(warmup / made));
    }
}
