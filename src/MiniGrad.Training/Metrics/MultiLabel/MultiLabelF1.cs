namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The harmonic mean of precision and recall for samples that have any number of labels:
    /// <c>F1 = 2·TP / (2·TP + FP + FN)</c>, from 0 to 1, with TP what is rightly predicted, FP wrongly predicted and FN missed; 0 where
    /// there is nothing to find and nothing is predicted. <c>f1_score</c> of scikit-learn with <c>zero_division=0</c>.</summary>
    /// <remarks><para>Micro counts all labels together, macro is the plain mean of the labels' F1, weighted that by how many samples have
    /// each, samples the mean over samples of the F1 of their labels. Other than of classes, a label that no sample has and none is
    /// predicted to have counts, as 0. Weighted is 0 where no sample has a label.</para>
    /// <para>Outputs are logits [samples, labels], targets 0 or 1 of the same shape. A label is predicted where its probability
    /// <c>σ(x)</c> is above the threshold; an output that is not finite predicts nothing.</para></remarks>
    /// <param name="averaging">Micro, macro, weighted or samples. Default: macro.</param>
    /// <param name="threshold">From 0, where every label is predicted, to 1, where none is. Default: 0.5, outputs above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The averaging is another, or the threshold is not from 0 to 1.</exception>
    public static Metric MultiLabelF1(Averaging averaging = Averaging.Macro, double threshold = LabelDecisions.Half)
    {
        averaging.CheckMultiLabel(nameof(MultiLabelF1), hasSamples: true);
        return new Defined(
            LabelDecisions.Named($"multi-label F1 ({averaging.ToText()})", nameof(MultiLabelF1), threshold),
            name => averaging == Averaging.Samples
                ? new SampleF1Accumulator(name, threshold)
                : new LabelF1Accumulator(name, averaging, threshold));
    }

    private sealed class SampleF1Accumulator(string name, double threshold) : MetricAccumulator
    {
        private readonly LabelDecisions decisions = new(name, threshold);
        private WeightedMean scores;

        public override double Value => scores.Value;

        public override void Add(in MetricBatch batch)
        {
            ReadOnlySpan<double> targets = decisions.Targets(batch);
            int columns = batch.Columns;
            for (int row = 0; row < batch.Count; row++)
            {
                int right = 0, all = 0;
                for (int place = row * columns; place < (row + 1) * columns; place++)
                {
                    int predicted = decisions.Decide(batch.Outputs[place]) == 1 ? 1 : 0, actual = (int)targets[place];
                    right += predicted & actual;
                    all += predicted + actual;
                }
                scores.Add(all == 0 ? 0 : 2.0 * right / all, batch.Weight(row));
            }
        }
    }

    private sealed class LabelF1Accumulator(string name, Averaging averaging, double threshold) : MetricAccumulator
    {
        private readonly LabelDecisions decisions = new(name, threshold);
        private (PreciseSum Right, PreciseSum Predicted, PreciseSum Actual)[] labels = [];
        private bool hasSamples;

        public override double Value
        {
            get
            {
                if (!hasSamples) return double.NaN;
                if (averaging == Averaging.Micro)
                {
                    PreciseSum right = default, all = default;
                    foreach (var label in labels)
                    {
                        right.Add(label.Right.Value);
                        all.Add(label.Predicted.Value);
                        all.Add(label.Actual.Value);
                    }
                    return Score(right.Value, all.Value);
                }
                WeightedMean mean = default;
                foreach (var label in labels)
                {
                    double actual = label.Actual.Value;
                    mean.Add(Score(label.Right.Value, label.Predicted.Value + actual), averaging == Averaging.Weighted ? actual : 1);
                }
                return double.IsNaN(mean.Value) ? 0 : mean.Value;
            }
        }

        public override void Add(in MetricBatch batch)
        {
            ReadOnlySpan<double> targets = decisions.Targets(batch);
            if (labels.Length == 0) labels = new (PreciseSum, PreciseSum, PreciseSum)[batch.Columns];
            for (int row = 0; row < batch.Count; row++)
            {
                double weight = batch.Weight(row);
                if (weight == 0) continue;
                hasSamples = true;
                for (int column = 0; column < labels.Length; column++)
                {
                    int place = row * labels.Length + column;
                    bool isPredicted = decisions.Decide(batch.Outputs[place]) == 1, isActual = targets[place] == 1;
                    if (isPredicted) labels[column].Predicted.Add(weight);
                    if (isActual) labels[column].Actual.Add(weight);
                    if (isPredicted && isActual) labels[column].Right.Add(weight);
                }
            }
        }

        private static double Score(double right, double all) => all > 0 ? 2 * right / all : 0;
    }
}
