namespace MiniGrad.Training;

/// <summary>How much the samples of each class count.</summary>
public static class ClassWeights
{
    /// <summary>
    /// Weights with which every class counts the same in all: <c>n / (k·n_c)</c> of the n samples' k classes, of which n_c are of class c; 0 for a
    /// class without samples. scikit-learn's <c>class_weight="balanced"</c>.
    /// </summary>
    /// <param name="labels">The samples' classes.</param>
    /// <param name="classCount">k. Default: one more than the largest label.</param>
    /// <exception cref="ArgumentOutOfRangeException">A label is not below the number of classes.</exception>
    public static IReadOnlyList<double> Balanced(IndexTensor labels, int? classCount = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        int classes = classCount ?? (labels.ElementCount == 0 ? 0 : labels.Max() + 1);
        labels.CheckRange(classes, nameof(ClassWeights), "label", nameof(labels), IndexTensor.LabelsCountFromZero);
        int[] counts = new int[classes];
        foreach (int label in labels) counts[label]++;
        return Array.ConvertAll(counts, count => count == 0 ? 0.0 : (double)labels.ElementCount / ((double)classes * count));
    }
}
