namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The mean squared error of the probabilities: of two classes <c>Σ w·(p₁ − y)² / Σ w</c>, from 0 to 1, with p₁ the
    /// probability of class 1 and y the label; of more <c>Σ w·Σₖ (pₖ − [y = k])² / Σ w</c>, from 0 to 2. <c>brier_score_loss</c> of
    /// scikit-learn, of more than two classes the sum of those of each class against the rest. G. W. Brier, Verification of forecasts
    /// expressed in terms of probability, 1950, whose score of two classes is twice as large.</summary>
    /// <remarks>NaN if a row predicts no class.</remarks>
    public static Metric BrierScore { get; } = new Defined("Brier score", _ => new BrierAccumulator(), largerIsBetter: false);

    private sealed class BrierAccumulator : MetricAccumulator
    {
        private WeightedMean squares;

        public override double Value => squares.Value;

        public override void Add(in MetricBatch batch)
        {
            ReadOnlySpan<int> classes = batch.Classes;
            ReadOnlySpan<double> probabilities = batch.Probabilities;
            for (int row = 0; row < batch.Count; row++)
            {
                // What the right class lacks is what the others have: nothing cancels.
                double others = 0, sum = 0;
                for (int index = 0; index < batch.ClassCount; index++)
                {
                    if (index == classes[row]) continue;
                    double probability = probabilities[row * batch.ClassCount + index];
                    others += probability;
                    sum += probability * probability;
                }
                squares.Add(batch.ClassCount == 2 ? sum : sum + others * others, batch.Weight(row));
            }
        }
    }
}
