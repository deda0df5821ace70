namespace MiniGrad.Metrics;

/// <summary>
/// A sum of doubles kept as an unevaluated sum of two of them, so that about 106 bits of it are right however many numbers there are. T. J. Dekker,
/// A floating-point technique for extending the available precision, 1971; D. E. Knuth, The Art of Computer Programming, volume 2, 4.2.2.
/// </summary>
internal struct PreciseSum
{
    private double high;
    private double low;

    public readonly double Value => high + low;

    public void Add(double value)
    {
        double sum = high + value;
        if (!double.IsFinite(sum))
        {
            // What was rounded off would be NaN and hide an infinity.
            (high, low) = (sum, 0);
            return;
        }
        double shift = sum - high, error = (high - (sum - shift)) + (value - shift);
        low += error;
        high = sum + low;
        low -= high - sum;
    }
}
