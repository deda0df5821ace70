using static System.FormattableString;

namespace MiniGrad.Schedules;

/// <summary>How the cycles of <see cref="LearningRate.Cyclical"/> change in the course of training.</summary>
public enum CycleForm
{
    /// <summary>Not at all: Smith's <c>triangular</c>.</summary>
    Triangular,

    /// <summary>Each is half as high as the one before: <c>triangular2</c>.</summary>
    Halving,

    /// <summary>Their height shrinks with every step, by γ: <c>exp range</c>.</summary>
    Exponential,
}

public static partial class LearningRate
{
    /// <summary>
    /// Up and down between two rates, for ever: <c>η = η₀ + (η₁ − η₀)·x·h</c>, where x goes along lines from 0 to 1 and back, and the height h is 1, or
    /// <c>½ᶜ</c> in cycle c, counted from 0, or <c>γᵗ</c> (Smith, "Cyclical learning rates for training neural networks", 2017). PyTorch's
    /// <c>CyclicLR</c>, without its cycle of the momentum.
    /// </summary>
    /// <param name="lowRate">η₀, at least 0, which it starts from.</param>
    /// <param name="highRate">η₁, at least η₀.</param>
    /// <param name="stepsUp">The steps of rising, at least 1; the paper suggests 2 to 8 epochs.</param>
    /// <param name="stepsDown">The steps of falling, at least 1. Default: as many.</param>
    /// <param name="form">How cycles change. Default: not at all.</param>
    /// <param name="factor">γ, above 0 and at most 1, for the exponential form alone. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public static Schedule Cyclical(
        double lowRate, double highRate, long stepsUp, long? stepsDown = null, CycleForm form = CycleForm.Triangular, double factor = 1)
    {
        CheckNotNegative(lowRate);
        Check(highRate >= lowRate && double.IsFinite(highRate), highRate, Invariant($"a finite number of at least the low rate {lowRate}"));
        CheckCount(stepsUp);
        CheckCount(stepsDown ?? stepsUp, nameof(stepsDown));
        Check(Enum.IsDefined(form), form, "a defined form");
        Check(factor is > 0 and <= 1, factor, "above 0 and at most 1");
        Check(factor == 1 || form == CycleForm.Exponential, factor, Invariant($"1 in the {form} form"));
        return new CyclicalSchedule(lowRate, highRate, stepsUp, stepsDown ?? stepsUp, form, factor);
    }
}

internal sealed class CyclicalSchedule(double lowRate, double highRate, long stepsUp, long stepsDown, CycleForm form, double factor) : Schedule
{
    public override string Description => Invariant($"cycles between {lowRate} and {highRate}, {stepsUp} steps up, {stepsDown} down{Change}");

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
