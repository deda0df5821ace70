namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>
    /// Along a line: <c>η_t = η₀ + (η₁ − η₀)·t/n</c>, and η₁ from step n on. PyTorch's <c>LinearLR</c>, whose rates are factors of the optimizer's.
    /// </summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="finalRate">η₁, at least 0; may be the larger.</param>
    /// <param name="steps">n, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule Linear(double initialRate, double finalRate, long steps)
    {
        CheckNotNegative(initialRate);
        CheckNotNegative(finalRate);
        CheckCount(steps);
        return new AnnealingSchedule(Annealing.Linear, initialRate, finalRate, steps);
    }
}
