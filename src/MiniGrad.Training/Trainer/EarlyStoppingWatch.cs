namespace MiniGrad.Training;

/// <summary>Counts the epochs of one run that did not get better.</summary>
internal sealed class EarlyStoppingWatch(EarlyStopping settings, bool largerIsBetter)
{
    public EarlyStopping Settings => settings;

    /// <summary>What a measure must be better than to renew the patience; null before the first that is finite.</summary>
    public double? Reference { get; set; }

    /// <summary>How many measures in a row were not better than the reference by the minimum change.</summary>
    public int BadCount { get; set; }

    /// <summary>Whether patience is over.</summary>
    public bool IsOver => BadCount >= settings.Patience;

    public void Report(double measure) =>
        (Reference, BadCount) = BestSoFar.IsBetter(measure, Reference, largerIsBetter, settings.MinimumChange)
            ? (measure, 0)
            : (Reference, BadCount + 1);
}
