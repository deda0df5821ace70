namespace MiniGrad.Training;

/// <summary>What a <see cref="PlateauReduction{T}"/> remembers from one measure to the next; the rate itself is the optimizer's.</summary>
/// <param name="Best">The best measure so far; null before the first one that is finite.</param>
/// <param name="BadCount">How many measures since then were not better.</param>
/// <param name="CooldownLeft">How many measures are still to be disregarded after a reduction.</param>
public sealed record PlateauState(double? Best = null, int BadCount = 0, int CooldownLeft = 0);
