using static System.FormattableString;

namespace MiniGrad.Schedules;

/// <summary>The change of the cycles of <see cref="LearningRate.Cyclical"/> in the course of training.</summary>
public enum CycleForm
{
    /// <summary>None: Smith's <c>triangular</c>.</summary>
    Triangular,

    /// <summary>Each is half as high as the one before: <c>triangular2</c>.</summary>
    Halving,

    /// <summary>Their height shrinks with every step, by γ: <c>exp range</c>.</summary>
    Exponential,
}


public static partial class LearningRate
{
    /// <summary>Up and down between two rates, for ever: <c>η = η₀ + (η₁ − η₀)·x·h</c>, where x goes along lines from 0 to 1 and back, and
    /// the height h is 1, or <c>½ᶜ</c> in cycle c, counted from 0, or <c>γᵗ</c> (Smith, "Cyclical learning rates for training neural
    /// networks", 2017). PyTorch's <c>CyclicLR</c>, without its cycle of the momentum.</summary>
    /// <param name="lowRate">η₀, at least 0, which it starts from.</param>
    /// <param name="highRate">η₁, at least η₀.</param>
    /// <param name="stepsUp">The steps of rising, at least 1; the paper suggests 2 to 8 epochs.</param>
    /// <param name="stepsDown">The steps of falling, at least 1. Default: as many.</param>
    /// <param name="form">The change of the cycles. Default: none.</param>
    /// <param name="factor">γ, above 0 and at most 1, for the exponential form alone. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule Cyclical(
        double lowRate, double highRate, long stepsUp, long? stepsDown = null, CycleForm form = CycleForm.Triangular, double factor = 1)
    {
        Guard.NotNegative(lowRate, nameof(Cyclical));
        bool isHigher = highRate >= lowRate && double.IsFinite(highRate);
        Guard.That(isHigher, highRate, Invariant($"a finite number of at least the low rate {lowRate}"), nameof(Cyclical));
        Guard.AtLeast(stepsUp, 1, nameof(Cyclical));
        Guard.AtLeast(stepsDown ?? 1, 1, nameof(Cyclical), parameter: nameof(stepsDown));
        Guard.Defined(form, nameof(Cyclical));
        Guard.That(factor is > 0 and <= 1, factor, "above 0 and at most 1", nameof(Cyclical));
        Guard.That(factor == 1 || form == CycleForm.Exponential, factor, Invariant($"1 in the {form} form"), nameof(Cyclical));
        return new CyclicalSchedule(lowRate, highRate, stepsUp, stepsDown ?? stepsUp, form, factor);
    }

    /// <summary>Up to a large rate and down again, far below the start, once in the whole of training (Smith and Topin, "Super-convergence:
    /// very fast training of neural networks using large learning rates", 2018). PyTorch's <c>OneCycleLR</c>, without its cycle of the
    /// momentum.</summary>
    /// <remarks>From <c>η/d</c> at step 0 up to η at step <c>f·n − 1</c>, down to <c>η/(d·e)</c> at step <c>n − 1</c>, which stays (PyTorch
    /// refuses later steps). In three phases, as in the paper, it first comes down as slowly as it went up, to <c>η/d</c> at step
    /// <c>2·f·n − 2</c>. The turns need not fall on a step.</remarks>
    /// <param name="peakRate">η, at least 0.</param>
    /// <param name="steps">n, at least 2.</param>
    /// <param name="risingFraction">f, the share of steps of rising: above 0 and below 1, in three phases at most 0.5.</param>
    /// <param name="initialDivisor">d, at least 1. Default: 25.</param>
    /// <param name="finalDivisor">e, at least 1. Default: 10,000.</param>
    /// <param name="annealing">The form of each phase. Default: cosine; the paper's is linear.</param>
    /// <param name="threePhases">Whether it comes down in two phases. Default: no.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule OneCycle(
        double peakRate, long steps, double risingFraction = 0.3, double initialDivisor = 25, double finalDivisor = 1e4,
        Annealing annealing = Annealing.Cosine, bool threePhases = false)
    {
        Guard.NotNegative(peakRate, nameof(OneCycle));
        Guard.AtLeast(steps, 2, nameof(OneCycle));
        Guard.That(risingFraction is > 0 and < 1, risingFraction, "above 0 and below 1", nameof(OneCycle));
        Guard.That(risingFraction <= 0.5 || !threePhases, risingFraction, "at most 0.5 in three phases", nameof(OneCycle));
        const string Divisor = "a finite number of at least 1";
        Guard.That(initialDivisor >= 1 && double.IsFinite(initialDivisor), initialDivisor, Divisor, nameof(OneCycle));
        Guard.That(finalDivisor >= 1 && double.IsFinite(finalDivisor), finalDivisor, Divisor, nameof(OneCycle));
        Guard.Defined(annealing, nameof(OneCycle));
        return new OneCycleSchedule(peakRate, steps, risingFraction, initialDivisor, finalDivisor, annealing, threePhases);
    }

    /// <summary>Falls along half a cosine wave, jumps back and falls again, for ever: <c>η = η₁ + (η₀ − η₁)·(1 + cos(πu/n))/2</c>, where u
    /// counts the steps since the last restart and n is the length of the period that they are in (Loshchilov and Hutter, "SGDR: stochastic
    /// gradient descent with warm restarts", 2017). PyTorch's <c>CosineAnnealingWarmRestarts</c>.</summary>
    /// <param name="initialRate">η₀, at least 0, at the start of every period.</param>
    /// <param name="period">The steps of the first period, at least 1.</param>
    /// <param name="growth">The length of every period in relation to the one before, at least 1.</param>
    /// <param name="finalRate">η₁, at least 0, which is approached at the end of every period. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule WarmRestarts(double initialRate, long period, int growth = 1, double finalRate = 0)
    {
        Guard.NotNegative(initialRate, nameof(WarmRestarts));
        Guard.AtLeast(period, 1, nameof(WarmRestarts));
        Guard.AtLeast(growth, 1, nameof(WarmRestarts));
        Guard.NotNegative(finalRate, nameof(WarmRestarts));
        return new WarmRestartsSchedule(initialRate, period, growth, finalRate);
    }
}

internal sealed class CyclicalSchedule(double lowRate, double highRate, long stepsUp, long stepsDown, CycleForm form, double factor)
    : Schedule
{
    public override string Description =>
        Invariant($"cycles between {lowRate} and {highRate}, {stepsUp} steps up, {stepsDown} down{Change}");

    private string Change => form switch
    {
        CycleForm.Halving => ", halved each time",
        CycleForm.Exponential => Invariant($", × {factor} every step"),
        _ => "",
    };

    protected override double Rate(long time)
    {
        Int128 length = (Int128)stepsUp + stepsDown;
        (Int128 cycle, Int128 position) = Int128.DivRem(time, length);
        double height = position <= stepsUp ? (double)position / stepsUp : (double)(length - position) / stepsDown;
        height *= form switch
        {
            CycleForm.Halving => Math.Pow(0.5, (double)cycle),
            CycleForm.Exponential => Math.Pow(factor, time),
            _ => 1,
        };
        return lowRate * (1 - height) + highRate * height;
    }
}

internal sealed class OneCycleSchedule(
    double peakRate, long steps, double risingFraction, double initialDivisor, double finalDivisor, Annealing annealing, bool threePhases)
    : Schedule
{
    public override string Description =>
        Invariant($"one {annealing.Word()} cycle up to {peakRate} in {steps} steps{(threePhases ? ", in three phases" : "")}");

    protected override double Rate(long time)
    {
        double start = peakRate / initialDivisor, end = start / finalDivisor, last = steps - 1;
        double top = risingFraction * steps - 1, bottom = 2 * top;
        if (time >= last) return end;
        if (time < top) return annealing.Between(start, peakRate, time, top);
        // With less than one step to rise in, the start is the top.
        top = Math.Max(top, 0);
        if (!threePhases) return annealing.Between(peakRate, end, time - top, last - top);
        bottom = Math.Max(bottom, 0);
        return time < bottom
            ? annealing.Between(peakRate, start, time - top, bottom - top) : annealing.Between(start, end, time - bottom, last - bottom);
    }
}

internal sealed class WarmRestartsSchedule(double initialRate, long period, int growth, double finalRate) : Schedule
{
    public override string Description =>
        Invariant($"cosine from {initialRate} to {finalRate} with restarts after {period} steps{Growth}");

    private string Growth => growth > 1 ? Invariant($", × {growth} each time") : "";

    protected override double Rate(long time)
    {
        // Wider than a step, because the period that holds the last steps may end far behind them.
        Int128 position = growth == 1 ? time % period : time, length = period;
        while (position >= length)
        {
            position -= length;
            length *= growth;
        }
        return Annealing.Cosine.Between(initialRate, finalRate, (double)position, (double)length);
    }
}
