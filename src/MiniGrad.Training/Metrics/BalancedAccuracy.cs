namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>
    /// The mean of the recalls of the classes that there are samples of, from 0 to 1: the accuracy if every class had equally many.
    /// <c>balanced_accuracy_score</c> of scikit-learn.
    /// </summary>
    public static Metric BalancedAccuracy { get; } = new BalancedAccuracyMetric();
}

internal sealed class BalancedAccuracyMetric : Metric
{
    public override string Name => "balanced accuracy";

    public override MetricAccumulator Begin() => new Accumulator(Name);

    private sealed class Accumulator(string name) : MetricAccumulator
    {
        private readonly ClassCounts counts = new(name);

        public override double Value => counts.BalancedAccuracy;

        public override void Add(in MetricBatch batch) => counts.Add(batch);
    }
}
