namespace MiniGrad.Search;

/// <summary>Finds the point of which most is expected: many candidates, of which the best are improved by steps along the gradient in
/// numbers and by trying other values of the rest.</summary>
internal sealed class AcquisitionSearch
{
    private const int Starts = 4;
    private const int MostRounds = 3;
    private const int CallsPerRound = 25;
    private static readonly double[] distances = [0, 0.02, 0.06, 0.2];

    private readonly SearchSpace space;
    private readonly PointEncoding encoding;
    private readonly GaussianProcess process;
    private readonly BoxMinimizer minimizer;
    private readonly DifferentiableFunction negative;
    private readonly double[] numbers, features, meanGradient, varianceGradient, low, high;
    private readonly bool hasRelations;
    private double threshold;

    public AcquisitionSearch(SearchSpace space, PointEncoding encoding, GaussianProcess process)
    {
        (this.space, this.encoding, this.process) = (space, encoding, process);
        int size = space.Parameters.Count;
        minimizer = new BoxMinimizer(size);
        negative = Negative;
        (numbers, low, high) = (new double[size], new double[size], new double[size]);
        int count = encoding.Parameters.Length;
        (features, meanGradient, varianceGradient) = (new double[count], new double[count], new double[count]);
        hasRelations = space.RelationNames.Count > 0;
    }

    /// <summary>Points in the order of what is expected of them, the best first.</summary>
    /// <param name="best">The value below which there is an improvement.</param>
    /// <param name="candidates">Points with a share for each parameter.</param>
    /// <param name="improves">Whether the best of them are changed into better ones.</param>
    public List<double[]> Find(double best, List<double[]> candidates, bool improves)
    {
        threshold = best;
        double[] values = [.. candidates.Select(Value)];
        int[] order = [.. Enumerable.Range(0, candidates.Count).OrderByDescending(i => values[i])];
        for (int rank = 0; improves && rank < Math.Min(Starts, order.Length); rank++)
            values[order[rank]] = Improve(candidates[order[rank]], values[order[rank]]);
        return [.. order.OrderByDescending(i => values[i]).Select(i => candidates[i])];
    }

    /// <summary>What is expected of a point, a logarithm; minus infinity where a relation is broken.</summary>
    public double Value(double[] shares)
    {
        encoding.Decode(shares, numbers, features);
        if (hasRelations && space.BrokenRelation([.. numbers]) is not null) return double.NegativeInfinity;
        (double mean, double variance) = process.Predict(features);
        return LogImprovement.Of(mean, Math.Sqrt(variance), threshold, out _, out _);
    }

    private double Improve(double[] shares, double value)
    {
        for (int round = 0; round < MostRounds; round++)
        {
            double before = value;
            encoding.Decode(shares, numbers, features);
            bool hasNumbers = false;
            foreach (HyperParameter parameter in space.Parameters)
            {
                int i = parameter.Index;
                bool isFree = parameter.Domain.Count is null && !double.IsNaN(numbers[i]);
                (low[i], high[i]) = isFree ? (0, 1) : (shares[i], shares[i]);
                hasNumbers |= isFree;
            }
            if (hasNumbers) value = -minimizer.Minimize(negative, shares, low, high, 0.05, CallsPerRound, 1e-4);
            bool isChanged = false;
            foreach (HyperParameter parameter in encoding.Parameters)
                if (parameter.Domain.Count is { } count) isChanged |= Sweep(shares, parameter, count, ref value);
            if (!isChanged || value - before < 1e-3) break;
        }
        return value;
    }

    private bool Sweep(double[] shares, HyperParameter parameter, long count, ref double value)
    {
        encoding.Decode(shares, numbers, features);
        double number = numbers[parameter.Index];
        if (double.IsNaN(number)) return false;
        Domain domain = parameter.Domain;
        double own = shares[parameter.Index], best = own;
        long place = domain.PlaceOf(number);
        foreach (long other in Others(domain, place, count))
        {
            shares[parameter.Index] = PointEncoding.Share(domain, domain.ValueAt(other));
            double found = Value(shares);
            if (found > value) (value, best) = (found, shares[parameter.Index]);
        }
        shares[parameter.Index] = best;
        return best != own;
    }

    /// <summary>All other places where they are few, else some to both sides, near and far.</summary>
    private static IEnumerable<long> Others(Domain domain, long place, long count)
    {
        if (domain.IsChoice || count <= 12)
        {
            for (long other = 0; other < count; other++)
                if (other != place) yield return other;
            yield break;
        }
        double share = PointEncoding.Share(domain, domain.ValueAt(place));
        for (int sign = -1; sign <= 1; sign += 2)
        {
            long last = place;
            foreach (double distance in distances)
            {
                long other = distance == 0 ? place + sign : domain.PlaceOf(domain.FromUnit(share + sign * distance));
                if (other == last || other < 0 || other >= count) continue;
                yield return last = other;
            }
        }
    }

    private double Negative(ReadOnlySpan<double> shares, Span<double> gradient)
    {
        gradient.Clear();
        encoding.Decode(shares, numbers, features);
        if (hasRelations && space.BrokenRelation([.. numbers]) is not null) return double.PositiveInfinity;
        (double mean, double variance) = process.Predict(features, meanGradient, varianceGradient);
        double deviation = Math.Sqrt(variance);
        double value = LogImprovement.Of(mean, deviation, threshold, out double byMean, out double byDeviation);
        for (int j = 0; j < features.Length; j++)
            gradient[encoding.Parameters[j].Index] = -(byMean * meanGradient[j] + byDeviation * varianceGradient[j] / (2 * deviation));
        return -value;
    }
}
