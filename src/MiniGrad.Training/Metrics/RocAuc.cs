using System.Runtime.InteropServices;

namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The area under the receiver operating characteristic, from 0 to 1: how probable it is that a sample of the class gets a
    /// higher score than a sample that is not of it, ties counting one half, <c>Σ wᵢ·wⱼ·([sᵢ > sⱼ] + ½·[sᵢ = sⱼ]) / (Σ wᵢ·Σ wⱼ)</c> over i
    /// of the class and j not; 0.5 is guessing. Of two classes it is that of class 1; of more, each class is taken against the rest by the
    /// logarithm of its odds: in the order of its probability, which would be rounded to 0 or 1. <c>roc_auc_score</c> of scikit-learn with
    /// <c>multi_class="ovr"</c>. J. A. Hanley, B. J. McNeil, The meaning and use of the area under a receiver operating characteristic
    /// (ROC) curve, 1982.</summary>
    /// <remarks>A ranking needs all samples: this one metric keeps every score, 8 bytes for each class (in all for two classes) and a label
    /// with it, and sorts them when its value is asked for, in O(n log n) for each class. A class that no sample, or every sample, belongs
    /// to has no area and is left out; where that goes for all the metric is NaN. It is NaN too if a row predicts no class.</remarks>
    /// <param name="averaging">The plain mean over classes, or that weighted by how much of each there is; with two classes no matter.
    /// Default: the plain mean.</param>
    /// <exception cref="ArgumentOutOfRangeException">The averaging is another one.</exception>
    public static Metric RocAuc(Averaging averaging = Averaging.Macro)
    {
        averaging.Check(nameof(RocAuc));
        if (averaging is Averaging.Micro or Averaging.Binary)
            throw new ArgumentOutOfRangeException(nameof(averaging), $"RocAuc: the averaging must be Macro or Weighted, got {averaging}.");
        return new Defined($"ROC-AUC ({averaging.ToText()})", name => new RocAucAccumulator(name, averaging));
    }

    private sealed class RocAucAccumulator(string name, Averaging averaging) : MetricAccumulator
    {
        private readonly List<double> scores = [];
        private readonly List<int> labels = [];
        private readonly List<double> weights = [];
        private double[] sorted = [];
        private int classCount;
        private bool isRanking = true;

        public override double Value
        {
            get
            {
                if (!isRanking) return double.NaN;
                if (classCount == 2) return Area(1).Value;
                WeightedMean mean = default;
                for (int index = 0; index < classCount; index++)
                {
                    (double area, double share) = Area(index);
                    if (!double.IsNaN(area)) mean.Add(area, averaging == Averaging.Weighted ? share : 1);
                }
                return mean.Value;
            }
        }

        public override void Add(in MetricBatch batch)
        {
            if (classCount == 0) classCount = batch.ClassCount;
            if (batch.ClassCount != classCount)
            {
                throw new ArgumentException(
                    Invariant($"{name}: expected outputs for {classCount} classes, got {batch.ClassCount}."), nameof(batch));
            }
            ReadOnlySpan<int> classes = batch.Classes, predictions = batch.Predictions;
            for (int row = 0; row < batch.Count; row++)
            {
                double weight = batch.Weight(row);
                if (weight == 0) continue;
                isRanking &= predictions[row] >= 0;
                labels.Add(classes[row]);
                AddWeight(weight);
                if (classCount > 2) AddOdds(batch.Outputs.Slice(row * classCount, classCount));
                else scores.Add(batch.Columns == 1 ? batch.Outputs[row] : batch.Outputs[row * 2 + 1] - batch.Outputs[row * 2]);
            }
        }

        /// <summary>Adds the logarithm of the odds of each class, <c>log p/(1 − p) = x_k − log Σ_{j≠k} exp x_j</c>. The exponentials are
        /// added up from the smallest: in the order of the classes, the last bit of the sum would decide between rows that have the same
        /// outputs in another order, whose probabilities are tied.</summary>
        private void AddOdds(ReadOnlySpan<double> outputs)
        {
            if (sorted.Length < classCount) sorted = new double[classCount];
            CollectionsMarshal.SetCount(scores, scores.Count + classCount);
            Span<double> odds = CollectionsMarshal.AsSpan(scores)[^classCount..];
            outputs.CopyTo(sorted);
            Array.Sort(sorted);
            double largest = sorted[^1], second = sorted[^2], sum = Sum(sorted, largest);
            double first = double.IsNegativeInfinity(second)
                ? double.PositiveInfinity
                : largest - second - Math.Log(Sum(sorted.AsSpan(0, classCount - 1), second));
            for (int i = 0; i < odds.Length; i++)
            {
                // Only the largest term may not be taken off the sum: what is left could be its rounding.
                double difference = outputs[i] - largest;
                odds[i] = difference == 0 ? first : difference - Math.Log(sum - Math.Exp(difference));
            }

            static double Sum(ReadOnlySpan<double> sorted, double shift)
            {
                double sum = 0;
                foreach (double output in sorted) sum += Math.Exp(output - shift);
                return sum;
            }
        }

        /// <summary>Weights are kept from the first on that is not 1.</summary>
        private void AddWeight(double weight)
        {
            if (weight == 1 && weights.Count == 0) return;
            while (weights.Count < labels.Count - 1) weights.Add(1);
            weights.Add(weight);
        }

        /// <summary>The area of one class against the rest, and the weight of its samples.</summary>
        private (double Value, double Weight) Area(int index)
        {
            ReadOnlySpan<double> all = CollectionsMarshal.AsSpan(scores);
            int stride = classCount == 2 ? 1 : classCount, column = classCount == 2 ? 0 : index;
            double[] ranked = new double[labels.Count];
            int[] samples = new int[ranked.Length];
            for (int sample = 0; sample < ranked.Length; sample++)
                (ranked[sample], samples[sample]) = (all[sample * stride + column], sample);
            Array.Sort(ranked, samples);

            PreciseSum area = default, inside = default, outside = default;
            for (int start = 0, end = 0; start < ranked.Length; start = end)
            {
                PreciseSum tiedInside = default, tiedOutside = default;
                for (; end < ranked.Length && ranked[end] == ranked[start]; end++)
                {
                    int sample = samples[end];
                    double weight = weights.Count == 0 ? 1 : weights[sample];
                    if (labels[sample] == index) tiedInside.Add(weight);
                    else tiedOutside.Add(weight);
                }
                area.Add(tiedInside.Value * (outside.Value + tiedOutside.Value / 2));
                inside.Add(tiedInside.Value);
                outside.Add(tiedOutside.Value);
            }
            return (area.Value / (inside.Value * outside.Value), inside.Value);
        }
    }
}
