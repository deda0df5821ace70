using static System.FormattableString;

namespace MiniGrad.Schedules;

public static partial class LearningRate
{
    /// <summary>
    /// Up to a large rate and down again, far below the start, once in the whole of training (Smith and Topin, "Super-convergence: very fast training of
    /// neural networks using large learning rates", 2018). PyTorch's <c>OneCycleLR</c>, without its cycle of the momentum.
    /// </summary>
    /// <remarks>
    /// From <c>η/d</c> at step 0 up to η at step <c>f·n − 1</c>, down to <c>η/(d·e)</c> at step <c>n − 1</c>, which stays (PyTorch refuses later steps). In
    /// three phases, as in the paper, it first comes down as slowly as it went up, to <c>η/d</c> at step <c>2·f·n − 2</c>. The turns need not fall on a step.
    /// </remarks>
    /// <param name="peakRate">η, at least 0.</param>
    /// <param name="steps">n, at least 2.</param>
    /// <param name="risingFraction">f, the share of the steps in which the rate rises: above 0 and below 1, in three phases at most 0.5. Default: 0.3.</param>
    /// <param name="initialDivisor">d, at least 1. Default: 25.</param>
    /// <param name="finalDivisor">e, at least 1. Default: 10,000.</param>
    /// <param name="annealing">The form of each phase. Default: cosine; the paper's is linear.</param>
    /// <param name="threePhases">Whether it comes down in two phases. Default: no.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule OneCycle(
        double peakRate, long steps, double risingFraction = 0.3, double initialDivisor = 25, double finalDivisor = 1e4,
        Annealing annealing = Annealing.Cosine, bool threePhases = false)
    {
        CheckNotNegative(peakRate);
        Check(steps >= 2, steps, "at least 2");
        Check(risingFraction is > 0 and < 1, risingFraction, "above 0 and below 1");
        Check(risingFraction <= 0.5 || !threePhases, risingFraction, "at most 0.5 in three phases");
        Check(initialDivisor >= 1 && double.IsFinite(initialDivisor), initialDivisor, "a finite number of at least 1");
        Check(finalDivisor >= 1 && double.IsFinite(finalDivisor), finalDivisor, "a finite number of at least 1");
        Check(Enum.IsDefined(annealing), annealing, "a defined form");
        return new OneCycleSchedule(peakRate, steps, risingFraction, initialDivisor, finalDivisor, annealing, threePhases);
    }
}

internal sealed class OneCycleSchedule(
    double peakRate, long steps, double risingFraction, double initialDivisor, double finalDivisor, Annealing annealing, bool threePhases) : Schedule
{
    public override string Description =>
        Invariant($"one {annealing.Word()} cycle up to {peakRate} in {steps} steps{(threePhases ? ", in three phases" : "")}");

    protected override double Rate(long time)
    {
        double start = peakRate / initialDivisor, end = start / finalDivisor, top = risingFraction * steps - 1, bottom = 2 * top, last = steps - 1;
        if (time >= last) return end;
        if (time < top) return annealing.Between(start, peakRate, time, top);
        // With less than one step to rise in, the start is the top.
        top = Math.Max(top, 0);
        if (!threePhases) return annealing.Between(peakRate, end, time - top, last - top);
        bottom = Math.Max(bottom, 0);
        return time < bottom
            ? annealing.Between(peakRate, start, time - top, bottom - top)
            : annealing.Between(start, end, time - bottom, last - bottom);
    }
}
