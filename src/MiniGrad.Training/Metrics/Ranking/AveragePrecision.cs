namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>The average precision, a sum for the area under the curve of precision over recall, from 0 to 1:
    /// <c>Σₙ (Rₙ − Rₙ₋₁)·Pₙ</c> with Pₙ and Rₙ the precision and the recall of class 1 where the samples of the n highest scores are
    /// predicted to be of it, samples of equal scores all at once. A ranking that knows nothing has the share of the class. Of two classes
    /// it is that of class 1; of more, each class is taken against the rest, in the order of <see cref="RocAuc"/>.
    /// <c>average_precision_score</c> of scikit-learn, for more than two classes with one-hot targets.</summary>
    /// <remarks>It keeps every score, as <see cref="RocAuc"/>. A class without samples, whose recall is not defined, is left out;
    /// scikit-learn counts it as 0, with a warning. Where that goes for all, and where a row predicts no class, the metric is
    /// NaN.</remarks>
    /// <param name="averaging">The plain mean over classes, or that weighted by how much of each there is; with two classes no matter.
    /// Default: the plain mean.</param>
    /// <exception cref="ArgumentOutOfRangeException">The averaging is another one.</exception>
    public static Metric AveragePrecision(Averaging averaging = Averaging.Macro)
    {
        averaging.Check(nameof(AveragePrecision));
        if (averaging is Averaging.Micro or Averaging.Binary)
        {
            throw new ArgumentOutOfRangeException(
                nameof(averaging), $"AveragePrecision: the averaging must be Macro or Weighted, got {averaging}.");
        }
        return new Defined(
            $"average precision ({averaging.ToText()})",
            name => new ClassRankingAccumulator(name, averaging, ScoreStep.AveragePrecision));
    }
}
