namespace MiniGrad.Training;

/// <summary>What an <see cref="EarlyStopping{T}"/> remembers from one measure to the next, besides the best weights.</summary>
/// <param name="Best">The best measure so far; null before the first one that is finite.</param>
/// <param name="BadCount">How many measures since then were not better.</param>
public sealed record EarlyStoppingState(double? Best = null, int BadCount = 0);
