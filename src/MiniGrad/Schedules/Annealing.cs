using static System.FormattableString;

namespace MiniGrad.Schedules;

/// <summary>The form in which a rate goes from one value to another in n steps.</summary>
public enum Annealing
{
    /// <summary>A line: <c>a + (b − a)·t/n</c>.</summary>
    Linear,

    /// <summary>Half a cosine wave, slow at both ends: <c>a + (b − a)·(1 − cos(πt/n))/2</c>.</summary>
    Cosine,
}

internal static class AnnealingExtensions
{
    /// <summary>The word in descriptions.</summary>
    public static string Word(this Annealing annealing) => annealing == Annealing.Linear ? "linear" : "cosine";

    /// <summary>The value at a position from 0 to a length.</summary>
    /// <remarks>As a weighted mean whose weights are computed from either end: exactly <paramref name="from"/> and <paramref name="to"/>
    /// there, and precise to the last digits near a <paramref name="to"/> of 0, where the textbook's form cancels.</remarks>
    public static double Between(this Annealing annealing, double from, double to, double position, double length)
    {
        if (annealing == Annealing.Linear) return (from * (length - position) + to * position) / length;
        double left = Math.Sin(Math.PI / 2 * (length - position) / length), passed = Math.Sin(Math.PI / 2 * position / length);
        return from * left * left + to * passed * passed;
    }
}

public static partial class LearningRate
{
    /// <summary>Along a line: <c>η_t = η₀ + (η₁ − η₀)·t/n</c>, and η₁ from step n on. PyTorch's <c>LinearLR</c>, whose rates are factors of
    /// the optimizer's.</summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="finalRate">η₁, at least 0; may be the larger.</param>
    /// <param name="steps">n, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule Linear(double initialRate, double finalRate, long steps)
    {
        Guard.NotNegative(initialRate, nameof(Linear));
        Guard.NotNegative(finalRate, nameof(Linear));
        Guard.AtLeast(steps, 1, nameof(Linear));
        return new AnnealingSchedule(Annealing.Linear, initialRate, finalRate, steps);
    }

    /// <summary>Along half a cosine wave: <c>η_t = η₁ + (η₀ − η₁)·(1 + cos(πt/n))/2</c> (Loshchilov and Hutter, "SGDR: stochastic gradient
    /// descent with warm restarts", 2017), and η₁ from step n on. PyTorch's <c>CosineAnnealingLR</c> climbs up again after step
    /// n.</summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="steps">n, at least 1.</param>
    /// <param name="finalRate">η₁, at least 0. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule Cosine(double initialRate, long steps, double finalRate = 0)
    {
        Guard.NotNegative(initialRate, nameof(Cosine));
        Guard.AtLeast(steps, 1, nameof(Cosine));
        Guard.NotNegative(finalRate, nameof(Cosine));
        return new AnnealingSchedule(Annealing.Cosine, initialRate, finalRate, steps);
    }
}

/// <summary>A schedule that goes from one rate to another and holds it.</summary>
internal sealed class AnnealingSchedule(Annealing annealing, double initialRate, double finalRate, long steps) : Schedule
{
    public override string Description => Invariant($"{annealing.Word()} from {initialRate} to {finalRate} in {steps} steps");

    protected override double Rate(long time) => time >= steps ? finalRate : annealing.Between(initialRate, finalRate, time, steps);
}
