namespace MiniGrad.Training;

/// <summary>The logarithm of the odds of each class, <c>log p/(1 − p) = x_k − log Σ_{j≠k} exp x_j</c>: the order of its probability, which
/// would be rounded to 0 or 1.</summary>
internal sealed class ClassOdds
{
    private double[] sorted = [];

    /// <summary>The odds of the classes of a row of at least three finite outputs or such of −∞, of which one is finite.</summary>
    /// <remarks>The exponentials are added up from the smallest: in the order of the classes, the last bit of the sum would decide between
    /// rows that have the same outputs in another order, whose probabilities are tied.</remarks>
    public void Of(ReadOnlySpan<double> outputs, Span<double> odds)
    {
        if (sorted.Length != outputs.Length) sorted = new double[outputs.Length];
        outputs.CopyTo(sorted);
        Array.Sort(sorted);
        double largest = sorted[^1], second = sorted[^2], sum = Sum(sorted, largest);
        double first = double.IsNegativeInfinity(second)
            ? double.PositiveInfinity
            : largest - second - Math.Log(Sum(sorted.AsSpan(0, sorted.Length - 1), second));
        for (int i = 0; i < odds.Length; i++)
        {
            // Only the largest term may not be taken off the sum: what is left could be its rounding.
            double difference = outputs[i] - largest;
            odds[i] = difference == 0 ? first : difference - Math.Log(sum - Math.Exp(difference));
        }
    }

    private static double Sum(ReadOnlySpan<double> sorted, double shift)
    {
        double sum = 0;
        foreach (double output in sorted) sum += Math.Exp(output - shift);
        return sum;
    }
}
