namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The agreement of predicted and right classes beyond that by chance, at most 1; 0 is guessing:
    /// <c>κ = 1 − Σ dᵢⱼ·Cᵢⱼ / Σ dᵢⱼ·Eᵢⱼ</c> with Cᵢⱼ the weight of the samples of class i that are predicted to be of class j,
    /// <c>Eᵢⱼ = tᵢ·pⱼ/n</c> what chance would have, and dᵢⱼ what the mistake counts. <c>cohen_kappa_score</c> of scikit-learn with all
    /// classes as <c>labels</c>: the distance of two classes is that of their numbers, also where classes between them do not occur.
    /// J. Cohen, A coefficient of agreement for nominal scales, 1960; with weights Weighted kappa, 1968.</summary>
    /// <remarks>NaN where all samples are of one class and predicted to be of it, so that chance leaves nothing to be agreed on, as in
    /// scikit-learn; else 0 where all samples are of one class or predicted to be of one. A row that predicts no class is a mistake that
    /// counts 1; with linear or quadratic weights, which know no distance to it, the metric is NaN.</remarks>
    /// <param name="weighting">What a mistake counts; by distance for classes that have an order. Default: 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such weighting.</exception>
    public static Metric CohensKappa(KappaWeighting weighting = KappaWeighting.None)
    {
        if (weighting == KappaWeighting.None)
            return new Defined("Cohen's kappa", name => new ClassAccumulator(name, Kappa), judgesClasses: true);
        if (weighting is not (KappaWeighting.Linear or KappaWeighting.Quadratic))
            throw new ArgumentOutOfRangeException(nameof(weighting), $"CohensKappa: {weighting} is not a weighting.");
        bool isQuadratic = weighting == KappaWeighting.Quadratic;
        return new Defined(
            $"Cohen's kappa ({(isQuadratic ? "quadratic" : "linear")})", name => new WeightedKappaAccumulator(name, isQuadratic),
            judgesClasses: true);
    }

    private static double Kappa(ClassCounts counts)
    {
        ClassTotals totals = new(counts);
        double byChance = 0;
        for (int index = 0; index < counts.ClassCount; index++)
            byChance += counts.Actual(index) * (totals.Predicted - counts.Predicted(index) + totals.Unpredicted);
        return 1 - counts.Wrong / (byChance / totals.Actual);
    }

    private sealed class WeightedKappaAccumulator(string name, bool isQuadratic) : MetricAccumulator
    {
        private readonly ClassCounts counts = new(name);
        private PreciseSum observed;

        public override double Value
        {
            get
            {
                if (counts.ClassCount == 0 || counts.Unpredicted > 0) return double.NaN;
                PreciseSum byChance = default;
                for (int actual = 0; actual < counts.ClassCount; actual++)
                {
                    double weight = counts.Actual(actual);
                    for (int predicted = 0; predicted < counts.ClassCount && weight > 0; predicted++)
                        byChance.Add(Distance(actual, predicted) * weight * counts.Predicted(predicted));
                }
                return 1 - observed.Value / (byChance.Value / counts.Total);
            }
        }

        public override void Add(in MetricBatch batch)
        {
            counts.Add(batch);
            ReadOnlySpan<int> classes = batch.Classes, predictions = batch.Predictions;
            for (int row = 0; row < batch.Count; row++)
                if (predictions[row] >= 0) observed.Add(Distance(classes[row], predictions[row]) * batch.Weight(row));
        }

        private double Distance(double actual, double predicted) =>
            isQuadratic ? (actual - predicted) * (actual - predicted) : Math.Abs(actual - predicted);
    }
}
