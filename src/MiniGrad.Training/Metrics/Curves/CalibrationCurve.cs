namespace MiniGrad.Training;

/// <summary>How often samples are of a class by the probability that a classifier gives them: of those with 0.8, eight in ten should be.
/// <c>calibration_curve</c> of scikit-learn with <c>strategy="uniform"</c>. A. Niculescu-Mizil, R. Caruana, Predicting good probabilities
/// with supervised learning, 2005.</summary>
public sealed class CalibrationCurve
{
    /// <summary>The usual number of bins.</summary>
    internal const int UsualBins = 10;

    private CalibrationCurve(IReadOnlyList<CalibrationBin> bins, double error) => (Bins, Error) = (bins, error);

    /// <summary>The bins that have samples, from low probabilities to high ones.</summary>
    public IReadOnlyList<CalibrationBin> Bins { get; }

    /// <summary>How far frequencies and probabilities are apart: <c>Σ_b n_b/n·|frequency_b − probability_b|</c>, from 0 to 1, n_b the
    /// weight of a bin and n that of all.</summary>
    public double Error { get; }

    /// <summary>The curve of some probabilities.</summary>
    /// <param name="probabilities">That each sample is of the class, from 0 to 1, [samples] or [samples, 1].</param>
    /// <param name="labels">1 for samples of the class, 0 for others, [samples].</param>
    /// <param name="weights">How much each sample counts, at least 0, [samples]. Samples of weight 0 are left out. Default: 1 each.
    /// scikit-learn has none; a weight is as that many samples.</param>
    /// <param name="bins">The number B of bins of equal width; bin b is for probabilities in (b/B, (b+1)/B], the first one with 0. Default:
    /// 10; scikit-learn's is 5.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a probability is not from 0 to 1, a weight negative or not finite, or
    /// there is no sample that counts.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not 0 or 1, or there is no bin.</exception>
    public static CalibrationCurve Of<T>(
        Tensor<T> probabilities, IndexTensor labels, Tensor<T>? weights = null, int bins = UsualBins)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Guard.AtLeast(bins, 1, nameof(CalibrationCurve), "the number of bins");
        return Of(ScoredSamples.Read(nameof(CalibrationCurve), probabilities, labels, weights, areProbabilities: true), bins);
    }

    internal static CalibrationCurve Of(ScoredSamples samples, int bins)
    {
        (WeightedMean Probability, WeightedMean Frequency, PreciseSum Weight)[] means = new (WeightedMean, WeightedMean, PreciseSum)[bins];
        PreciseSum total = default, error = default;
        for (int sample = 0; sample < samples.Scores.Length; sample++)
        {
            (double probability, double weight) = (samples.Scores[sample], samples.Weight(sample));
            ref (WeightedMean Probability, WeightedMean Frequency, PreciseSum Weight) bin = ref means[BinOf(probability, bins)];
            bin.Probability.Add(probability, weight);
            bin.Frequency.Add(samples.IsInside[sample] ? 1 : 0, weight);
            bin.Weight.Add(weight);
            total.Add(weight);
        }
        List<CalibrationBin> filled = [];
        foreach (var (probability, frequency, weight) in means)
        {
            if (!(weight.Value > 0)) continue;
            filled.Add(new(probability.Value, frequency.Value, weight.Value));
            error.Add(weight.Value / total.Value * Math.Abs(frequency.Value - probability.Value));
        }
        return new(filled.AsReadOnly(), error.Value);
    }

    /// <summary>The number of edges <c>b·(1/B)</c>, b from 1 to B − 1, below a probability.</summary>
    private static int BinOf(double probability, int bins)
    {
        double width = 1.0 / bins;
        int bin = Math.Clamp((int)(probability * bins), 0, bins - 1);
        while (bin > 0 && bin * width >= probability) bin--;
        while (bin < bins - 1 && (bin + 1) * width < probability) bin++;
        return bin;
    }
}

/// <summary>The samples of a <see cref="CalibrationCurve"/> with about the same probability.</summary>
/// <param name="Probability">The mean of their probabilities.</param>
/// <param name="Frequency">The share of them that are of the class.</param>
/// <param name="Weight">Their weight: their number where none has a weight.</param>
public readonly record struct CalibrationBin(double Probability, double Frequency, double Weight);
