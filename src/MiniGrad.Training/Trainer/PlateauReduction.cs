using System.Numerics;
using System.Runtime.CompilerServices;
using MiniGrad.Optimizers;
using static System.FormattableString;

namespace MiniGrad.Training;

/// <summary>
/// Reduces the learning rate when a measure, such as the loss on samples that are not trained on, has stopped getting better:
/// <c>η ← max(γ·η, η_min)</c>. PyTorch's <c>ReduceLROnPlateau</c>.
/// </summary>
/// <remarks>
/// <para>
/// A measure counts as better if it is below <c>best − ε·|best|</c>, or below <c>best − ε</c> if the threshold is absolute; above, with a plus, if larger is
/// better. PyTorch leaves the bars out, so that for a negative best it takes some worse measures for better ones; and it leaves rates alone
/// that would change by less than 1e-8.
/// </para>
/// <para>A measure that is not finite is never better: a loss that has become NaN is answered by a smaller rate, once patience is over.</para>
/// </remarks>
public sealed class PlateauReduction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Optimizer<T> optimizer;
    private PlateauState state = new();

    /// <param name="optimizer">Whose rate is reduced.</param>
    /// <param name="factor">γ, above 0 and below 1. Default: 0.1.</param>
    /// <param name="patience">How many measures in a row may be no better, at least 0; one more reduces the rate. Default: 10.</param>
    /// <param name="threshold">ε, by how much a measure must be better, at least 0. Default: 1e-4.</param>
    /// <param name="absoluteThreshold">Whether ε is in the units of the measure. Default: no, a part of the best.</param>
    /// <param name="largerIsBetter">Whether the measure is to grow, as an accuracy. Default: no, to fall, as a loss.</param>
    /// <param name="cooldown">How many measures after a reduction do not count as bad; at least 0. Default: 0.</param>
    /// <param name="minimumRate">η_min, at least 0. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
    public PlateauReduction(
        Optimizer<T> optimizer, double factor = 0.1, int patience = 10, double threshold = 1e-4, bool absoluteThreshold = false,
        bool largerIsBetter = false, int cooldown = 0, double minimumRate = 0)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        Check(factor is > 0 and < 1, factor, "above 0 and below 1");
        Check(patience >= 0, patience, "at least 0");
        Check(threshold >= 0 && double.IsFinite(threshold), threshold, "a finite number of at least 0");
        Check(cooldown >= 0, cooldown, "at least 0");
        Check(minimumRate >= 0 && double.IsFinite(minimumRate), minimumRate, "a finite number of at least 0");
        this.optimizer = optimizer;
        Factor = factor;
        Patience = patience;
        Threshold = threshold;
        HasAbsoluteThreshold = absoluteThreshold;
        LargerIsBetter = largerIsBetter;
        Cooldown = cooldown;
        MinimumRate = minimumRate;
    }

    /// <summary>Whose rate is reduced.</summary>
    public Optimizer<T> Optimizer => optimizer;

    /// <summary>γ.</summary>
    public double Factor { get; }

    /// <summary>How many measures in a row may be no better.</summary>
    public int Patience { get; }

    /// <summary>ε.</summary>
    public double Threshold { get; }

    /// <summary>Whether ε is in the units of the measure.</summary>
    public bool HasAbsoluteThreshold { get; }

    /// <summary>Whether the measure is to grow.</summary>
    public bool LargerIsBetter { get; }

    /// <summary>How many measures after a reduction do not count as bad.</summary>
    public int Cooldown { get; }

    /// <summary>η_min.</summary>
    public double MinimumRate { get; }

    /// <summary>What it remembers, for a checkpoint; may be set, to go on from one.</summary>
    /// <exception cref="ArgumentException">A count is negative, or the best measure not finite.</exception>
    public PlateauState State
    {
        get => state;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (value.BadCount < 0 || value.CooldownLeft < 0 || value.Best is { } best && !double.IsFinite(best))
            {
                string given = Invariant($"{value.Best}, {value.BadCount} and {value.CooldownLeft}");
                throw new ArgumentException($"PlateauReduction: expected a finite best measure and counts of at least 0, got {given}.", nameof(value));
            }
            state = value;
        }
    }

    /// <summary>Takes a measure in, and reduces the learning rate if it is time to.</summary>
    /// <param name="measure">Of this epoch, or whatever goes by between two calls.</param>
    /// <returns>Whether the rate was reduced.</returns>
    /// <exception cref="InvalidOperationException">The optimizer has a schedule, which would set the rate again.</exception>
    public bool Report(double measure)
    {
        if (optimizer.Schedule is { } schedule)
            throw new InvalidOperationException($"PlateauReduction: the optimizer's schedule sets the rate at every step; expected none, got {schedule}.");
        bool isBetter = IsBetter(measure), isCoolingDown = state.CooldownLeft > 0;
        int badCount = isBetter || isCoolingDown ? 0 : state.BadCount + 1;
        bool isOver = badCount > Patience;
        state = new(isBetter ? measure : state.Best, isOver ? 0 : badCount, isOver ? Cooldown : Math.Max(0, state.CooldownLeft - 1));

        double rate = optimizer.LearningRate, reduced = Math.Max(rate * Factor, MinimumRate);
        if (!isOver || reduced >= rate) return false;
        optimizer.LearningRate = reduced;
        return true;
    }

    private bool IsBetter(double measure)
    {
        if (!double.IsFinite(measure)) return false;
        if (state.Best is not { } best) return true;
        double margin = HasAbsoluteThreshold ? Threshold : Threshold * Math.Abs(best);
        return LargerIsBetter ? measure > best + margin : measure < best - margin;
    }

    private static void Check(bool isValid, double value, string expected, [CallerArgumentExpression(nameof(value))] string setting = "")
    {
        if (!isValid) throw new ArgumentOutOfRangeException(setting, Invariant($"PlateauReduction: {setting} must be {expected}, got {value}."));
    }
}
