namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The share of the samples whose class is among the k of the largest outputs, from 0 to 1. Of equal outputs the earlier class
    /// comes first, so that <c>TopK(1)</c> is <see cref="Accuracy"/>. <c>top_k_accuracy_score</c> of scikit-learn, in which the later class
    /// comes first.</summary>
    /// <param name="k">At least 1, and at most the number of classes, where every sample with a prediction is right.</param>
    /// <exception cref="ArgumentOutOfRangeException">k is below 1.</exception>
    public static Metric TopK(int k)
    {
        Guard.AtLeast(k, 1, nameof(TopK));
        return new Defined(Invariant($"top-{k} accuracy"), name => new TopKAccumulator(name, k));
    }

    private sealed class TopKAccumulator(string name, int k) : MetricAccumulator
    {
        private WeightedMean right;

        public override double Value => right.Value;

        public override void Add(in MetricBatch batch)
        {
            if (k > batch.ClassCount)
            {
                throw new ArgumentException(
                    Invariant($"{name}: expected outputs for at least {k} classes, got {batch.ClassCount}."), nameof(batch));
            }
            ReadOnlySpan<int> classes = batch.Classes, predictions = batch.Predictions;
            for (int row = 0; row < batch.Count; row++)
            {
                // A single output has no other to be ranked with: its two classes are the prediction and the other one.
                bool isRight = predictions[row] >= 0 && (batch.Columns == 1
                    ? k == 2 || predictions[row] == classes[row]
                    : Rank(batch.Outputs.Slice(row * batch.Columns, batch.Columns), classes[row]) < k);
                right.Add(isRight ? 1 : 0, batch.Weight(row));
            }
        }

        /// <summary>How many classes come before one.</summary>
        private static int Rank(ReadOnlySpan<double> outputs, int index)
        {
            int rank = 0;
            for (int other = 0; other < outputs.Length; other++)
                if (outputs[other] > outputs[index] || (outputs[other] == outputs[index] && other < index)) rank++;
            return rank;
        }
    }
}
