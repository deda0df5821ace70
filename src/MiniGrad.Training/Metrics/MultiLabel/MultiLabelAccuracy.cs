namespace MiniGrad.Training;

// Metrics of samples that have any number of labels: outputs are a logit for each label, targets 0 or 1 for each, and a label is predicted
// where its probability σ(x) is above a threshold.
public abstract partial class Metric
{
    /// <summary>The share of the single decisions that are right, over all samples and labels: <c>Σ w·[ŷ = y] / (labels·Σ w)</c>, from 0 to
    /// 1, for samples that have any number of labels. 1 − <c>hamming_loss</c> of scikit-learn.</summary>
    /// <remarks>Outputs are logits [samples, labels], targets 0 or 1 of the same shape. A label is predicted where its probability
    /// <c>σ(x)</c> is above the threshold; an output that is not finite predicts neither and is wrong.</remarks>
    /// <param name="threshold">From 0, where every label is predicted, to 1, where none is. Default: 0.5, outputs above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The threshold is not from 0 to 1.</exception>
    public static Metric LabelAccuracy(double threshold = LabelDecisions.Half) => new Defined(
        LabelDecisions.Named("label accuracy", nameof(LabelAccuracy), threshold),
        name => new LabelAccuracyAccumulator(name, threshold, isOfSubsets: false));

    /// <summary>The share of the samples all of whose labels are predicted right: <c>Σ w·[ŷ = y in all labels] / Σ w</c>, from 0 to 1.
    /// <c>accuracy_score</c> of scikit-learn for several labels.</summary>
    /// <inheritdoc cref="LabelAccuracy"/>
    public static Metric SubsetAccuracy(double threshold = LabelDecisions.Half) => new Defined(
        LabelDecisions.Named("subset accuracy", nameof(SubsetAccuracy), threshold),
        name => new LabelAccuracyAccumulator(name, threshold, isOfSubsets: true));

    private sealed class LabelAccuracyAccumulator(string name, double threshold, bool isOfSubsets) : MetricAccumulator
    {
        private readonly LabelDecisions decisions = new(name, threshold);
        private WeightedMean right;

        public override double Value => right.Value;

        public override void Add(in MetricBatch batch)
        {
            ReadOnlySpan<double> targets = decisions.Targets(batch);
            int columns = batch.Columns;
            for (int row = 0; row < batch.Count; row++)
            {
                int count = 0;
                for (int place = row * columns; place < (row + 1) * columns; place++)
                    if (decisions.Decide(batch.Outputs[place]) == targets[place]) count++;
                right.Add(!isOfSubsets ? (double)count / columns : count == columns ? 1 : 0, batch.Weight(row));
            }
        }
    }
}
