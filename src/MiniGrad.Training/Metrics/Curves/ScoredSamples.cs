namespace MiniGrad.Training;

/// <summary>Samples with a score, which are of a class or not.</summary>
/// <param name="Scores">The scores, finite.</param>
/// <param name="IsInside">Whether a sample is of the class.</param>
/// <param name="Weights">How much each counts; empty where each counts as 1.</param>
internal sealed record ScoredSamples(double[] Scores, bool[] IsInside, double[] Weights)
{
    /// <summary>The steps from the highest score to the lowest.</summary>
    public List<ScoreStep> Steps => ScoreStep.Of(Scores, sample => IsInside[sample], Weight);

    /// <summary>How much a sample counts.</summary>
    public double Weight(int sample) => Weights.Length == 0 ? 1 : Weights[sample];

    /// <summary>Reads and checks scores with labels.</summary>
    /// <param name="owner">Who reads, for messages.</param>
    /// <param name="scores">[samples] or [samples, 1].</param>
    /// <param name="labels">[samples], 0 or 1.</param>
    /// <param name="weights">[samples], or null.</param>
    /// <param name="areProbabilities">Whether scores must be from 0 to 1.</param>
    /// <exception cref="ArgumentException">They are not such; the message says which row.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not 0 or 1.</exception>
    public static ScoredSamples Read<T>(
        string owner, Tensor<T> scores, IndexTensor labels, Tensor<T>? weights, bool areProbabilities = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(labels);
        string what = areProbabilities ? "probabilities" : "scores";
        bool isColumn = scores.Rank == 1 || (scores.Rank == 2 && scores.Shape[1] == 1);
        if (!isColumn || labels.ElementCount != scores.ElementCount || labels.Shape.Rank > scores.Rank)
        {
            throw new ArgumentException(
                $"{owner}: expected {what} [samples] and as many labels, got {scores.Shape} and {labels.Shape}.", nameof(scores));
        }
        double[] read = new double[scores.ElementCount];
        bool[] isInside = new bool[read.Length];
        for (int row = 0; row < read.Length; row++)
        {
            read[row] = double.CreateTruncating(scores.Span[row]);
            if (!double.IsFinite(read[row]) || (areProbabilities && read[row] is < 0 or > 1))
            {
                string expected = areProbabilities ? "probabilities from 0 to 1" : "finite scores";
                throw new ArgumentException(Invariant($"{owner}: expected {expected}, got {read[row]} at row {row}."), nameof(scores));
            }
            if (labels.Span[row] is not (0 or 1))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(labels), Invariant($"{owner}: expected labels 0 or 1, got {labels.Span[row]} at row {row}."));
            }
            isInside[row] = labels.Span[row] == 1;
        }
        return new(read, isInside, ReadWeights(owner, weights, read.Length));
    }

    /// <summary>Reads and checks weights, of which there must be some above 0.</summary>
    public static double[] ReadWeights<T>(string owner, Tensor<T>? weights, int count) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (count == 0) throw new ArgumentException($"{owner}: expected samples, got none.");
        if (weights is null) return [];
        if (weights.ElementCount != count)
            throw new ArgumentException(Invariant($"{owner}: expected {count} weights, got {weights.Shape}."), nameof(weights));
        double[] read = Array.ConvertAll(weights.ToArray(), double.CreateTruncating);
        for (int row = 0; row < count; row++)
        {
            if (read[row] >= 0 && double.IsFinite(read[row])) continue;
            throw new ArgumentException(
                Invariant($"{owner}: weights must be finite numbers of at least 0, got {read[row]} at row {row}."), nameof(weights));
        }
        if (!read.Any(weight => weight > 0))
            throw new ArgumentException($"{owner}: expected a weight above 0, got 0 for every sample.", nameof(weights));
        return read;
    }
}
