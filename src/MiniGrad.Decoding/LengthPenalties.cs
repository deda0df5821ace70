namespace MiniGrad.Decoding;

/// <summary>What the log-probability of a sequence is divided by, ((5 + length) / 6) ^ exponent, and how good the score of one that goes on
/// can become.</summary>
internal sealed class LengthPenalties
{
    private readonly double[] divisors, largestAfter;

    public LengthPenalties(double exponent, int maxLength)
    {
        divisors = new double[maxLength + 1];
        largestAfter = new double[maxLength + 1];
        for (int length = 0; length <= maxLength; length++) divisors[length] = Math.Pow((5.0 + length) / 6, exponent);
        for (int length = maxLength - 1; length >= 0; length--)
            largestAfter[length] = Math.Max(divisors[length + 1], largestAfter[length + 1]);
    }

    public double Score(double logProbability, int length) => logProbability / divisors[length];

    /// <summary>The best score that a sequence of this length and log-probability can reach if it goes on.</summary>
    /// <remarks>Log-probabilities are at most 0, so that a sum ℓ of them only falls: a continuation to length n has a sum ℓₙ ≤ ℓ ≤ 0. With
    /// its divisor pₙ > 0 its score is ℓₙ / pₙ ≤ ℓ / pₙ ≤ ℓ / max p, the maximum being over all lengths that it can still reach. That
    /// is the divisor of the greatest length for an exponent above 0, of the next for one below 0, and 1 for 0. Rounded sums and
    /// quotients keep these orders, so that the bound holds for the scores as they are computed, to the last bit.</remarks>
    public double Bound(double logProbability, int length) => logProbability / largestAfter[length];
}
