namespace MiniGrad.Training;

/// <summary>How much the samples of each class count.</summary>
public static class ClassWeights
{
    /// <summary>Weights with which every class counts the same in all: <c>w / (k·w_c)</c>, where w is the sum of the weights of the samples
    /// of k classes and w_c of those of class c; 0 for a class that weighs nothing. Without weights, which are 1 then, scikit-learn's
    /// <c>class_weight="balanced"</c>.</summary>
    /// <param name="labels">The samples' classes.</param>
    /// <param name="classCount">k. Default: one more than the largest label.</param>
    /// <param name="sampleWeights">How much each sample counts, [samples], at least 0. Default: 1 each.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is not below the number of classes.</exception>
    /// <exception cref="ArgumentException">There are not as many weights as labels, or one is negative or not finite.</exception>
    public static IReadOnlyList<double> Balanced(IndexTensor labels, int? classCount = null, Tensor<float>? sampleWeights = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        int classes = classCount ?? (labels.ElementCount == 0 ? 0 : labels.Max() + 1);
        labels.CheckRange(classes, nameof(ClassWeights), "label", nameof(labels), IndexTensor.LabelsCountFromZero);
        ReadOnlySpan<float> weights = sampleWeights is null ? [] : sampleWeights.Span;
        if (sampleWeights is not null && weights.Length != labels.ElementCount)
        {
            string got = Invariant($"expected weights of {labels.ElementCount} samples, got {weights.Length}");
            throw new ArgumentException($"ClassWeights: {got}.", nameof(sampleWeights));
        }
        double[] sums = new double[classes];
        for (int i = 0; i < labels.ElementCount; i++)
        {
            double weight = sampleWeights is null ? 1 : weights[i];
            if (!(weight >= 0 && double.IsFinite(weight)))
            {
                throw new ArgumentException(
                    Invariant($"ClassWeights: expected finite weights of at least 0, got {weight} for sample {i}."), nameof(sampleWeights));
            }
            sums[labels.Span[i]] += weight;
        }
        return Of(sums);
    }

    /// <summary>The weights of classes whose samples together weigh so much.</summary>
    internal static double[] Of(double[] sums)
    {
        double total = sums.Sum();
        return Array.ConvertAll(sums, sum => sum == 0 ? 0.0 : total / (sums.Length * sum));
    }
}
