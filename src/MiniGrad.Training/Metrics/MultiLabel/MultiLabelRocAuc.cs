namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The area under the receiver operating characteristic for samples that have any number of labels, from 0 to 1: how probable
    /// it is that a sample with a label gets a higher output for it than one without, ties counting one half. <c>roc_auc_score</c> of
    /// scikit-learn for several labels.</summary>
    /// <remarks><para>Micro ranks all outputs of all labels together, macro is the plain mean of the labels' areas, weighted that by how
    /// many samples have each. A label that no sample has, or every sample, has no area and is left out, where scikit-learn refuses; where
    /// that goes for all the metric is NaN. It is NaN too if an output is.</para>
    /// <para>Outputs are logits, or any scores, [samples, labels], targets 0 or 1 of the same shape. It keeps every score, 8 bytes for
    /// each, and sorts them when its value is asked for.</para></remarks>
    /// <param name="averaging">Micro, macro or weighted. Default: macro.</param>
    /// <exception cref="ArgumentOutOfRangeException">The averaging is another.</exception>
    public static Metric MultiLabelRocAuc(Averaging averaging = Averaging.Macro)
    {
        averaging.CheckMultiLabel(nameof(MultiLabelRocAuc), hasSamples: false);
        return new Defined(
            $"multi-label ROC-AUC ({averaging.ToText()})", name => new LabelRankingAccumulator(name, averaging));
    }

    private sealed class LabelRankingAccumulator(string name, Averaging averaging) : MetricAccumulator
    {
        private readonly LabelDecisions decisions = new(name, LabelDecisions.Half);
        private readonly RankedScores scores = new();
        private readonly List<bool> isInside = [];
        private bool isRanking = true;

        public override double Value
        {
            get
            {
                if (!isRanking || scores.Count == 0) return double.NaN;
                if (averaging == Averaging.Micro) return ScoreStep.Area(scores.AllSteps(place => isInside[place]));
                WeightedMean mean = default;
                for (int column = 0; column < scores.Columns; column++)
                {
                    int label = column;
                    List<ScoreStep> steps = scores.Steps(label, sample => isInside[sample * scores.Columns + label]);
                    double area = ScoreStep.Area(steps);
                    if (!double.IsNaN(area)) mean.Add(area, averaging == Averaging.Weighted ? ScoreStep.AllInside(steps) : 1);
                }
                return mean.Value;
            }
        }

        public override void Add(in MetricBatch batch)
        {
            ReadOnlySpan<double> targets = decisions.Targets(batch);
            for (int row = 0; row < batch.Count; row++)
            {
                double weight = batch.Weight(row);
                if (weight == 0) continue;
                ReadOnlySpan<double> outputs = batch.Outputs.Slice(row * batch.Columns, batch.Columns);
                outputs.CopyTo(scores.Add(batch.Columns, weight));
                foreach (double output in outputs) isRanking &= !double.IsNaN(output);
                foreach (double target in targets.Slice(row * batch.Columns, batch.Columns)) isInside.Add(target == 1);
            }
        }
    }
}
