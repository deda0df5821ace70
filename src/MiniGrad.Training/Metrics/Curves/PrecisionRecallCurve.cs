namespace MiniGrad.Training;

/// <summary>How many of the samples that are predicted to be of a class are, and how many of the class are found, by the score from which
/// samples are predicted to be of it. Says more than <see cref="RocCurve"/> where the class is rare. <c>precision_recall_curve</c> of
/// scikit-learn.</summary>
public sealed class PrecisionRecallCurve
{
    private PrecisionRecallCurve(IReadOnlyList<PrecisionRecallPoint> points, double averagePrecision, double share) =>
        (Points, AveragePrecision, Share) = (points, averagePrecision, share);

    /// <summary>The points from the lowest threshold, where every sample is predicted to be of the class, to (recall 0, precision 1), where
    /// none is and the threshold is +∞; scikit-learn has none for that one.</summary>
    public IReadOnlyList<PrecisionRecallPoint> Points { get; }

    /// <summary>The area under the curve as a sum of steps, from 0 to 1: <see cref="Metric.AveragePrecision"/>.</summary>
    public double AveragePrecision { get; }

    /// <summary>The share of the class among the samples: the precision of guessing.</summary>
    public double Share { get; }

    /// <summary>The curve of some scores.</summary>
    /// <param name="scores">How much each sample is held to be of the class, finite numbers, [samples] or [samples, 1]: probabilities or
    /// logits.</param>
    /// <param name="labels">1 for samples of the class, 0 for others, [samples].</param>
    /// <param name="weights">How much each sample counts, at least 0, [samples]. Samples of weight 0 are left out. Default: 1
    /// each.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, a score is not finite, a weight negative or not finite, or there is no
    /// sample of the class, whose recall is then not defined; scikit-learn sets it to 1, with a warning.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not 0 or 1.</exception>
    public static PrecisionRecallCurve Of<T>(Tensor<T> scores, IndexTensor labels, Tensor<T>? weights = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Of(ScoredSamples.Read(nameof(PrecisionRecallCurve), scores, labels, weights).Steps) ?? throw new ArgumentException(
            "PrecisionRecallCurve: expected samples with label 1, got none.", nameof(labels));

    /// <summary>The curve of some steps; null where there is no sample of the class.</summary>
    internal static PrecisionRecallCurve? Of(IReadOnlyList<ScoreStep> steps)
    {
        double average = ScoreStep.AveragePrecision(steps);
        if (double.IsNaN(average)) return null;
        double allInside = ScoreStep.AllInside(steps);
        PreciseSum inside = default, all = default;
        List<PrecisionRecallPoint> points = [new(double.PositiveInfinity, 1, 0)];
        foreach (ScoreStep step in steps)
        {
            inside.Add(step.Inside);
            all.Add(step.Inside);
            all.Add(step.Outside);
            points.Add(new(step.Score, inside.Value / all.Value, inside.Value / allInside));
        }
        points.Reverse();
        return new(points.AsReadOnly(), average, allInside / all.Value);
    }
}

/// <summary>A point of a <see cref="PrecisionRecallCurve"/>: what becomes of samples whose score is at least a threshold.</summary>
/// <param name="Threshold">The least score that is predicted to be of the class.</param>
/// <param name="Precision">The share of those that are of the class.</param>
/// <param name="Recall">The share of the samples of the class among them.</param>
public readonly record struct PrecisionRecallPoint(double Threshold, double Precision, double Recall);
