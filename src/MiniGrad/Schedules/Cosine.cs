namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>
    /// Along half a cosine wave: <c>η_t = η₁ + (η₀ − η₁)·(1 + cos(πt/n))/2</c> (Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm
    /// restarts", 2017), and η₁ from step n on. PyTorch's <c>CosineAnnealingLR</c> climbs up again after step n.
    /// </summary>
    /// <param name="initialRate">η₀, at least 0.</param>
    /// <param name="steps">n, at least 1.</param>
    /// <param name="finalRate">η₁, at least 0. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule Cosine(double initialRate, long steps, double finalRate = 0)
    {
        CheckNotNegative(initialRate);
        CheckCount(steps);
        CheckNotNegative(finalRate);
        return new AnnealingSchedule(Annealing.Cosine, initialRate, finalRate, steps);
    }
}
