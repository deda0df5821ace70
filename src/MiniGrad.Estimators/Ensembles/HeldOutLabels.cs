using MiniGrad.Data;

namespace MiniGrad.Estimators;

/// <summary>The right classes of samples that were held out, and how much each sample counts; the weights sum to 1.</summary>
internal sealed record HeldOutLabels(int[] Labels, double[] Weights, string Owner)
{
    /// <exception cref="ArgumentException">There are no samples, none of a weight above 0, or labels are not [samples].</exception>
    public static HeldOutLabels Of<T>(Dataset<T> heldOut, string owner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] weights = WeightsOf(heldOut, owner);
        IndexTensor labels = heldOut.Labels;
        return labels.Shape.Rank == 1 ? new(labels.ToArray(), weights, owner) : throw new ArgumentException(
            $"{owner}: expected labels [samples], got {labels.Shape}.", nameof(heldOut));
    }

    /// <summary>How much each sample counts; the weights sum to 1.</summary>
    /// <exception cref="ArgumentException">There are no samples, or none of a weight above 0.</exception>
    public static double[] WeightsOf<T>(Dataset<T> heldOut, string owner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guard.NotEmpty(heldOut.Count, owner, "held-out sample", nameof(heldOut));
        double[] weights = heldOut.Weights is { } given
            ? Array.ConvertAll(given.ToArray(), double.CreateTruncating)
            : [.. Enumerable.Repeat(1.0, heldOut.Count)];
        double largest = weights.Max(), sum = weights.Sum(weight => weight / largest);
        return largest > 0 ? Array.ConvertAll(weights, weight => weight / largest / sum) : throw new ArgumentException(
            $"{owner}: expected held-out samples of weights above 0, got only such of 0.", nameof(heldOut));
    }

    /// <summary>The logarithms of the probabilities of the right classes.</summary>
    /// <exception cref="ArgumentException">A label is not among the classes.</exception>
    public double[] Of(LogProbabilities probabilities)
    {
        double[] right = new double[Labels.Length];
        for (int i = 0; i < right.Length; i++)
        {
            if (Labels[i] >= probabilities.ClassCount)
            {
                throw new ArgumentException(Invariant($"{Owner}: expected labels from 0 to {probabilities.ClassCount - 1}, as there are ") +
                    Invariant($"classes, got {Labels[i]} of held-out sample {i}."));
            }
            right[i] = probabilities.Row(i)[Labels[i]];
        }
        return right;
    }
}
