namespace MiniGrad.Training;

/// <summary>What an <see cref="EarlyStopping{T}"/> remembers from one measure to the next, besides the best weights.</summary>
/// <param name="Best">The best measure so far; null before the first one that is finite.</param>
/// <param name="BadCount">How many measures since <paramref name="Reference"/> were not better than it by the minimum change.</param>
/// <param name="Reference">What a measure must be better than to renew the patience; null before the first one that is finite.</param>
public sealed record EarlyStoppingState(double? Best = null, int BadCount = 0, double? Reference = null);
