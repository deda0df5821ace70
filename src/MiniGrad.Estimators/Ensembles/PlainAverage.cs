namespace MiniGrad.Estimators;

/// <summary>The average of probabilities by the probabilities themselves, without logarithms, where none of them is far down.</summary>
internal static class PlainAverage
{
    /// <summary>The smallest average that members' probabilities, some of them below what a number can hold, do not falsify.</summary>
    public const double Smallest = 1e-200;

    /// <summary><c>Σ_m w_m·softmax(z_m)</c>.</summary>
    /// <param name="logits">z, [members, classes], at least two classes.</param>
    /// <param name="shares">w, [members].</param>
    /// <param name="scratch">[classes].</param>
    /// <param name="average">[classes]; complete if the result is true.</param>
    /// <returns>Whether every average is above <see cref="Smallest"/>; not so where a logit is NaN or +∞.</returns>
    public static bool TryCompute<T>(ReadOnlySpan<T> logits, ReadOnlySpan<double> shares, Span<double> scratch, Span<double> average)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int classes = average.Length;
        average.Clear();
        for (int m = 0; m < shares.Length; m++)
        {
            ReadOnlySpan<T> ofMember = logits.Slice(m * classes, classes);
            T top = ofMember[0];
            for (int k = 1; k < ofMember.Length; k++) if (ofMember[k] > top) top = ofMember[k];
            double largest = double.CreateTruncating(top), sum = 0;
            for (int k = 0; k < ofMember.Length; k++)
            {
                double exponential = Math.Exp(double.CreateTruncating(ofMember[k]) - largest);
                scratch[k] = exponential;
                sum += exponential;
            }
            double scale = shares[m] / sum;
            for (int k = 0; k < average.Length; k++) average[k] += scale * scratch[k];
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
