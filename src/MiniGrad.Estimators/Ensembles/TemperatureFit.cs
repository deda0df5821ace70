namespace MiniGrad.Estimators;

/// <summary>The temperature t of least loss <c>Σ_i w_i·(log Σ_k exp(β·a_ik) − β·a_iy)</c> with β = 1/t. It is convex in β. Its derivative,
/// the mean of <c>E[a_i] − a_iy</c> over softmax(β·a_i), rises from β = 0 to β → ∞, where it is the mean of <c>max_k a_ik − a_iy</c>.
/// </summary>
internal sealed class TemperatureFit
{
    private const int MostSteps = 200;
    private const double Precision = 1e-13;

    private readonly LogProbabilities probabilities;
    private readonly double[] right, weights;

    /// <exception cref="ArgumentException">A label is not among the classes, or a probability is NaN or that of the right class
    /// 0.</exception>
    public TemperatureFit(LogProbabilities probabilities, HeldOutLabels labels)
    {
        (this.probabilities, weights, right) = (probabilities, labels.Weights, labels.Of(probabilities));
        for (int i = 0; i < right.Length; i++)
        {
            if (weights[i] == 0 || (double.IsFinite(right[i]) && !probabilities.Row(i).Contains(double.NaN))) continue;
            throw new ArgumentException(Invariant($"Calibrate: expected probabilities above 0 of the right classes, got ") +
                Invariant($"{Math.Exp(right[i])} for held-out sample {i}."));
        }
    }

    /// <exception cref="ArgumentException">The loss has no minimum.</exception>
    public double Minimize()
    {
        double low = 0, high = double.PositiveInfinity, beta = 1;
        if (!(Slope(0).First < 0))
        {
            throw new ArgumentException("Calibrate: no temperature is best, because the averaged probabilities tell nothing of these " +
                "held-out samples' labels: the larger t, the smaller the loss.");
        }
        if (!(SlopeAtInfinity() > 0))
        {
            throw new ArgumentException(Invariant($"Calibrate: no temperature is best, because the right class is the most probable one ") +
                Invariant($"of every held-out sample ({right.Length}): the smaller t, the smaller the loss. More samples are needed."));
        }
        for (int step = 0; step < MostSteps; step++)
        {
            (double first, double second) = Slope(beta);
            if (first == 0) break;
            if (first < 0) low = beta;
            else high = beta;
            double next = beta - first / second;
            // Newton's step where it stays in the bracket and not beyond twice; the middle by ratio otherwise.
            if (!(next > low && next < high && next <= 2 * beta && next >= beta / 2))
                next = double.IsPositiveInfinity(high) ? 2 * beta : low == 0 ? beta / 2 : Math.Sqrt(low) * Math.Sqrt(high);
            double change = Math.Abs(next - beta);
            beta = next;
            if (change <= Precision * beta) break;
        }
        return 1 / beta;
    }

    /// <summary>The first and the second derivative by β.</summary>
    private (double First, double Second) Slope(double beta)
    {
        double first = 0, second = 0;
        for (int i = 0; i < right.Length; i++)
        {
            if (weights[i] == 0) continue;
            ReadOnlySpan<double> row = probabilities.Row(i);
            double top = double.NegativeInfinity, sum = 0, mean = 0, square = 0;
            foreach (double value in row) top = Math.Max(top, value);
            foreach (double value in row)
            {
                // At β = 0 a probability of 0 counts as well, and makes the derivative −∞.
                double distance = value - top, part = double.IsNegativeInfinity(value) && beta > 0 ? 0 : Math.Exp(beta * distance);
                if (beta == 0) part = 1;
                if (part == 0) continue;
                sum += part;
                mean += part * distance;
                square += part * distance * distance;
            }
            mean /= sum;
            first += weights[i] * (mean + (top - right[i]));
            second += weights[i] * Math.Max(0, square / sum - mean * mean);
        }
        return (first, second);
    }

    private double SlopeAtInfinity()
    {
        double sum = 0;
        for (int i = 0; i < right.Length; i++)
        {
            if (weights[i] == 0) continue;
            double top = right[i];
            foreach (double value in probabilities.Row(i)) top = Math.Max(top, value);
            sum += weights[i] * (top - right[i]);
        }
        return sum;
    }
}
