namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The share of the samples whose class is predicted: <c>Σ w·[ŷ = y] / Σ w</c>. <c>accuracy_score</c> of
    /// scikit-learn.</summary>
    public static Metric Accuracy { get; } = new Defined("accuracy", _ => new AccuracyAccumulator(), judgesClasses: true);

    private sealed class AccuracyAccumulator : MetricAccumulator
    {
        private WeightedMean right;

        public override double Value => right.Value;

        public override void Add(in MetricBatch batch)
        {
            ReadOnlySpan<int> classes = batch.Classes, predictions = batch.Predictions;
            for (int row = 0; row < batch.Count; row++) right.Add(predictions[row] == classes[row] ? 1 : 0, batch.Weight(row));
        }
    }
}
