using System.Numerics.Tensors;

namespace MiniGrad.Estimators;

/// <summary>The average of probabilities by the probabilities themselves, without logarithms, where none of them is far down.</summary>
internal static class PlainAverage
{
    /// <summary>The smallest average that members' probabilities, some of them below what a number can hold, do not falsify.</summary>
    public const double Smallest = 1e-200;

    /// <summary><c>Σ_m w_m·softmax(z_m)</c>.</summary>
    /// <param name="logits">z, [members, classes], at least two classes.</param>
    /// <param name="shares">w, [members].</param>
    /// <param name="scratch">[members, classes].</param>
    /// <param name="average">[classes]; complete if the result is true.</param>
    /// <returns>Whether every average is above <see cref="Smallest"/>; not so where a logit is NaN or +∞.</returns>
    public static bool TryCompute<T>(ReadOnlySpan<T> logits, ReadOnlySpan<double> shares, Span<double> scratch, Span<double> average)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int classes = average.Length;
        for (int start = 0; start < logits.Length; start += classes)
        {
            T top = logits[start];
            for (int k = start + 1; k < start + classes; k++) if (logits[k] > top) top = logits[k];
            double largest = double.CreateTruncating(top);
            for (int k = start; k < start + classes; k++) scratch[k] = double.CreateTruncating(logits[k]) - largest;
        }
        TensorPrimitives.Exp(scratch, scratch);
        average.Clear();
        for (int m = 0; m < shares.Length; m++)
        {
            ReadOnlySpan<double> ofMember = scratch.Slice(m * classes, classes);
            double sum = 0;
            foreach (double exponential in ofMember) sum += exponential;
            double scale = shares[m] / sum;
            for (int k = 0; k < average.Length; k++) average[k] += scale * ofMember[k];
        }
        foreach (ref double probability in average)
        {
            if (!(probability > Smallest)) return false;
            // The weights' sum is rounded.
            probability = Math.Min(probability, 1);
        }
        return true;
    }
}
