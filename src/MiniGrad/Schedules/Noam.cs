using static System.FormattableString;

namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>
    /// Rises along a line, then falls as the inverse square root: <c>η = c·d^−½·min(s^−½, s·w^−3⁄2)</c>, where s = t + 1 counts the steps from 1
    /// (Vaswani and others, "Attention is all you need", 2017, section 5.3; named after Noam Shazeer).
    /// </summary>
    /// <param name="modelSize">d, the width of the model, at least 1.</param>
    /// <param name="warmupSteps">w, the steps of rising, at least 1; the paper's 4000. The largest rate is <c>c / √(d·w)</c>, at step t = w − 1.</param>
    /// <param name="factor">c, above 0. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule Noam(int modelSize, long warmupSteps, double factor = 1)
    {
        CheckCount(modelSize);
        CheckCount(warmupSteps);
        CheckPositive(factor);
        return new NoamSchedule(modelSize, warmupSteps, factor);
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
