namespace MiniGrad.Training;

/// <summary>Reduces the learning rate when what a trainer monitors has stopped getting better: <c>η ← max(γ·η, η_min)</c>. PyTorch's
/// <c>ReduceLROnPlateau</c>: <c>new Trainer&lt;float&gt;(…) { Plateau = new(factor: 0.5) }</c>.</summary>
/// <remarks>A measure is better if it is below <c>best − ε·|best|</c>, or <c>best − ε</c> for an absolute threshold; above, with a plus,
/// where larger is better. One that is not finite is never better, so a loss of NaN leads to a smaller rate. PyTorch leaves out the bars,
/// so that for a negative best some worse measures count as better; and it does not change rates by less than 1e-8.</remarks>
/// <param name="factor">γ, above 0 and below 1. Default: 0.1.</param>
/// <param name="patience">How many measures in a row may be no better, at least 0; one more reduces the rate. Default: 10.</param>
/// <param name="threshold">ε, at least 0. Default: 1e-4.</param>
/// <param name="hasAbsoluteThreshold">Whether ε is in the unit of the measure. Default: no, a share of the best.</param>
/// <param name="cooldown">How many measures after a reduction do not count as bad, at least 0. Default: 0.</param>
/// <param name="minimumRate">η_min, at least 0. Default: 0.</param>
/// <exception cref="ArgumentOutOfRangeException">A setting is out of its range or not finite.</exception>
public sealed class PlateauReduction(
    double factor = 0.1, int patience = 10, double threshold = 1e-4, bool hasAbsoluteThreshold = false, int cooldown = 0,
    double minimumRate = 0)
{
    /// <summary>γ.</summary>
    public double Factor { get; } = Guard.That(factor is > 0 and < 1, factor, "above 0 and below 1", nameof(PlateauReduction));

    /// <summary>How many measures in a row may be no better.</summary>
    public int Patience { get; } = Guard.AtLeast(patience, 0, nameof(PlateauReduction));

    /// <summary>ε.</summary>
    public double Threshold { get; } = Guard.NotNegative(threshold, nameof(PlateauReduction));

    /// <summary>Whether ε is in the unit of the measure.</summary>
    public bool HasAbsoluteThreshold { get; } = hasAbsoluteThreshold;

    /// <summary>How many measures after a reduction do not count as bad.</summary>
    public int Cooldown { get; } = Guard.AtLeast(cooldown, 0, nameof(PlateauReduction));

    /// <summary>η_min.</summary>
    public double MinimumRate { get; } = Guard.NotNegative(minimumRate, nameof(PlateauReduction));
}
