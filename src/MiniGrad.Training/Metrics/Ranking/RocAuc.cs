namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The area under the receiver operating characteristic, from 0 to 1: how probable it is that a sample of the class gets a
    /// higher score than a sample that is not of it, ties counting one half, <c>Σ wᵢ·wⱼ·([sᵢ > sⱼ] + ½·[sᵢ = sⱼ]) / (Σ wᵢ·Σ wⱼ)</c> over i
    /// of the class and j not; 0.5 is guessing. Of two classes it is that of class 1; of more, each class is taken against the rest by the
    /// logarithm of its odds: in the order of its probability, which would be rounded to 0 or 1. <c>roc_auc_score</c> of scikit-learn with
    /// <c>multi_class="ovr"</c>. J. A. Hanley, B. J. McNeil, The meaning and use of the area under a receiver operating characteristic
    /// (ROC) curve, 1982.</summary>
    /// <remarks>A ranking needs all samples: this metric keeps every score, 8 bytes for each class (in all for two classes) and a label
    /// with it, and sorts them when its value is asked for, in O(n log n) for each class. A class that no sample, or every sample, belongs
    /// to has no area and is left out; where that goes for all the metric is NaN. It is NaN too if a row predicts no class.</remarks>
    /// <param name="averaging">The plain mean over classes, or that weighted by how much of each there is; with two classes no matter.
    /// Default: the plain mean.</param>
    /// <exception cref="ArgumentOutOfRangeException">The averaging is another one.</exception>
    public static Metric RocAuc(Averaging averaging = Averaging.Macro)
    {
        averaging.Check(nameof(RocAuc));
        if (averaging is Averaging.Micro or Averaging.Binary)
            throw new ArgumentOutOfRangeException(nameof(averaging), $"RocAuc: the averaging must be Macro or Weighted, got {averaging}.");
        return new Defined(
            $"ROC-AUC ({averaging.ToText()})", name => new ClassRankingAccumulator(name, averaging, ScoreStep.Area));
    }
}
