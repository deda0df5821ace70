namespace MiniGrad.Training;

/// <summary>The receiver operating characteristic: how many of the samples of a class are found, and how many others are taken for it, as
/// the score goes down from which samples are predicted to be of it. <c>roc_curve</c> of scikit-learn. J. A. Hanley, B. J. McNeil, The
/// meaning and use of the area under a receiver operating characteristic (ROC) curve, 1982.</summary>
/// <example><code>
/// RocCurve curve = RocCurve.Of(scores: Tensor.Vector(0.9, 0.8, 0.3, 0.1), labels: [1, 0, 1, 0]);
/// Console.WriteLine(curve.Area);
/// </code></example>
public sealed class RocCurve
{
    private RocCurve(IReadOnlyList<RocPoint> points, double area) => (Points, Area) = (points, area);

    /// <summary>The points from (0, 0), where nothing is predicted to be of the class and the threshold is +∞, to (1, 1).</summary>
    public IReadOnlyList<RocPoint> Points { get; }

    /// <summary>The area under the curve, from 0 to 1: <see cref="Metric.RocAuc"/>.</summary>
    public double Area { get; }

    /// <summary>The curve of some scores.</summary>
    /// <param name="scores">How much each sample is held to be of the class, finite numbers, [samples] or [samples, 1]: probabilities or
    /// logits.</param>
    /// <param name="labels">1 for samples of the class, 0 for others, [samples].</param>
    /// <param name="weights">How much each sample counts, at least 0, [samples]. Samples of weight 0 are left out. Default: 1
    /// each.</param>
    /// <param name="keepsAll">Whether every score has a point, rather than those alone at which the next step is another one, without the
    /// points between them on the same line. Default: false, as <c>drop_intermediate</c> of scikit-learn.</param>
    /// <remarks>Samples of equal scores are one step. scikit-learn 1.2 has one more than the largest score as first threshold, later
    /// versions +∞ as here.</remarks>
    /// <exception cref="ArgumentException">The shapes do not fit, a score is not finite, a weight negative or not finite, or there are not
    /// samples of both kinds, without which there is no curve.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is not 0 or 1.</exception>
    public static RocCurve Of<T>(Tensor<T> scores, IndexTensor labels, Tensor<T>? weights = null, bool keepsAll = false)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        List<ScoreStep> steps = ScoredSamples.Read(nameof(RocCurve), scores, labels, weights).Steps;
        return Of(steps, keepsAll) ?? throw new ArgumentException(
            $"RocCurve: expected samples with label 1 and such with label 0, got only {(steps[0].Inside > 0 ? 1 : 0)}.", nameof(labels));
    }

    /// <summary>The curve of some steps; null where there are not samples of both kinds.</summary>
    internal static RocCurve? Of(IReadOnlyList<ScoreStep> steps, bool keepsAll = false)
    {
        double area = ScoreStep.Area(steps);
        if (double.IsNaN(area)) return null;
        PreciseSum allInside = default, allOutside = default;
        foreach (ScoreStep step in steps)
        {
            allInside.Add(step.Inside);
            allOutside.Add(step.Outside);
        }
        PreciseSum inside = default, outside = default;
        List<RocPoint> points = [new(double.PositiveInfinity, 0, 0)];
        for (int i = 0; i < steps.Count; i++)
        {
            inside.Add(steps[i].Inside);
            outside.Add(steps[i].Outside);
            bool isBetween = i > 0 && i < steps.Count - 1
                && steps[i + 1].Inside == steps[i].Inside && steps[i + 1].Outside == steps[i].Outside;
            if (keepsAll || !isBetween)
                points.Add(new(steps[i].Score, outside.Value / allOutside.Value, inside.Value / allInside.Value));
        }
        return new(points.AsReadOnly(), area);
    }
}

/// <summary>A point of a <see cref="RocCurve"/>: what becomes of samples whose score is at least a threshold.</summary>
/// <param name="Threshold">The least score that is predicted to be of the class.</param>
/// <param name="FalsePositiveRate">The share of the samples not of the class that are taken for it.</param>
/// <param name="TruePositiveRate">The share of the samples of the class that are found: its recall.</param>
public readonly record struct RocPoint(double Threshold, double FalsePositiveRate, double TruePositiveRate);
