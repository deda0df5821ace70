using MiniGrad.Data;
using MiniGrad.Training;

namespace MiniGrad.Estimators;

// The probability from which the second of two classes is predicted.
public sealed partial class MlpClassifier
{
    private const int MostThresholds = 1000;

    /// <summary>Of two classes, the probability above which the second of <see cref="ClassNames"/> is predicted, from 0 to 1: at 1 it never
    /// is. A new fit sets it to 0.5, the default; <see cref="TuneThreshold(Table, Metric?)"/> chooses it.</summary>
    /// <remarks>It changes predicted classes and what is measured of them: scores, accuracy, precision, recall, F1, kappa and the
    /// correlation. Probabilities and metrics of these stay as they are. Files keep it.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">It is set to a number outside 0 to 1.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, or it is set where there are more than two classes.</exception>
    public double Threshold
    {
        get => Fitted.Threshold;
        set
        {
            Check(value is >= 0 and <= 1, "from 0 to 1", value);
            Replace(OfTwoClasses() with { Threshold = value });
        }
    }

    /// <summary>Chooses <see cref="Threshold"/> by what a metric says of rows that were not learned from.</summary>
    /// <param name="table">Rows with a known target, best held out: those learned from are easier.</param>
    /// <param name="metric">What is to be best, a metric of predicted classes. Default: F1 (macro).</param>
    /// <returns>The threshold, half way between two probabilities that were predicted or between one and 0 or 1, or 0.5: of equally good
    /// ones the nearest to 0.5. Of more than 1,000 different probabilities as many are tried, evenly spread among them.</returns>
    /// <exception cref="ArgumentException">The table does not fit, has no rows, or a class that was not learned; or the metric is one of
    /// probabilities, which no threshold changes.</exception>
    /// <exception cref="InvalidOperationException">Nothing was fitted yet, the fit was on tensors, or there are more than two
    /// classes.</exception>
    public double TuneThreshold(Table table, Metric? metric = null)
    {
        FittedMlp known = OfTwoClasses();
        return Tune(
            known, known.Logits(table), known.TableEncoder.EncodeLabels(table), WeightsOf(table, isRequired: false), metric);
    }

    /// <param name="data">Inputs [samples, features] with the features of the fit, and labels.</param>
    /// <param name="metric">What is to be best, a metric of predicted classes. Default: F1 (macro).</param>
    /// <inheritdoc cref="TuneThreshold(Table, Metric?)" path="/*[not(self::param)]"/>
    public double TuneThreshold(Dataset<float> data, Metric? metric = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        FittedMlp known = OfTwoClasses();
        data.Labels.CheckRange(2, Name, "label", nameof(data), IndexTensor.LabelsCountFromZero);
        return Tune(known, known.Logits(data.Inputs), data.Labels, data.Weights, metric);
    }

    private double Tune(FittedMlp known, Tensor<float> logits, IndexTensor labels, Tensor<float>? weights, Metric? metric)
    {
        metric ??= Metric.F1(Averaging.Macro);
        if (!metric.JudgesClasses)
        {
            throw new ArgumentException(
                $"{Name}: expected a metric of predicted classes, such as F1 or balanced accuracy, got {metric}, which no threshold " +
                "changes.", nameof(metric));
        }
        CheckJudged(labels.ElementCount);
        double bestThreshold = FittedMlp.UsualThreshold, best = Of(bestThreshold);
        foreach (double threshold in Candidates(logits).OrderBy(one => Math.Abs(one - FittedMlp.UsualThreshold)))
        {
            double value = Of(threshold);
            bool isBetter = metric.LargerIsBetter ? value > best : value < best;
            if (isBetter || (double.IsNaN(best) && !double.IsNaN(value))) (bestThreshold, best) = (threshold, value);
        }
        Replace(known with { Threshold = bestThreshold });
        return bestThreshold;

        double Of(double threshold) => metric.Of((known with { Threshold = threshold }).Decisions(logits), labels, weights);
    }

    private static IEnumerable<double> Candidates(Tensor<float> logits)
    {
        double[] probabilities =
            [.. logits.ToArray().Chunk(2).Select(pair => 1 / (1 + Math.Exp((double)pair[0] - pair[1]))).Distinct().Order()];
        // Below the least and above the largest one class is predicted for all.
        yield return probabilities[0] / 2;
        yield return (1 + probabilities[^1]) / 2;
        int count = Math.Min(MostThresholds, probabilities.Length - 1);
        for (int i = 0; i < count; i++)
        {
            int place = (int)((long)i * (probabilities.Length - 1) / count);
            yield return (probabilities[place] + probabilities[place + 1]) / 2;
        }
    }

    private FittedMlp OfTwoClasses() => Fitted is { OutputCount: 2 } known ? known : throw new InvalidOperationException(
        Invariant($"{Name}: a threshold is for two classes, and there are {Fitted.OutputCount}: the most probable one is predicted."));
}
