namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>
    /// How many of the predictions of a class are right: <c>TP / (TP + FP)</c>, from 0 to 1, with TP the samples rightly predicted to be of
    /// the class and FP those wrongly so. 0 for a class that is never predicted. <c>precision_score</c> of scikit-learn with
    /// <c>zero_division=0</c>.
    /// </summary>
    /// <param name="averaging">How the classes' scores become one. Default: their mean.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such averaging.</exception>
    public static Metric Precision(Averaging averaging = Averaging.Macro) => new ClassScoreMetric(ClassScore.Precision, averaging);

    /// <summary>
    /// How many of the samples of a class are found: <c>TP / (TP + FN)</c>, from 0 to 1, with TP the samples rightly predicted to be of the
    /// class and FN those wrongly predicted not to be. 0 for a class without samples. <c>recall_score</c> of scikit-learn with
    /// <c>zero_division=0</c>.
    /// </summary>
    /// <inheritdoc cref="Precision(Averaging)"/>
    public static Metric Recall(Averaging averaging = Averaging.Macro) => new ClassScoreMetric(ClassScore.Recall, averaging);

    /// <summary>
    /// The harmonic mean of precision P and recall R: <c>2·P·R / (P + R) = 2·TP / (2·TP + FP + FN)</c>, from 0 to 1. 0 for a class of which
    /// no sample is found. <c>f1_score</c> of scikit-learn with <c>zero_division=0</c>.
    /// </summary>
    /// <inheritdoc cref="Precision(Averaging)"/>
    public static Metric F1(Averaging averaging = Averaging.Macro) => new ClassScoreMetric(ClassScore.F1, averaging);
}

internal sealed class ClassScoreMetric : Metric
{
    private readonly ClassScore score;
    private readonly Averaging averaging;

    public ClassScoreMetric(ClassScore score, Averaging averaging)
    {
        averaging.Check(score.ToString());
        this.score = score;
        this.averaging = averaging;
        string name = score == ClassScore.F1 ? "F1" : score == ClassScore.Precision ? "precision" : "recall";
        Name = $"{name} ({averaging.ToText()})";
    }

    public override string Name { get; }

    public override MetricAccumulator Begin() => new Accumulator(Name, score, averaging);

    private sealed class Accumulator(string name, ClassScore score, Averaging averaging) : MetricAccumulator
    {
        private readonly ClassCounts counts = new(name);

        public override double Value => counts.Score(score, averaging);

        public override void Add(in MetricBatch batch)
        {
            if (averaging == Averaging.Binary && batch.ClassCount != 2)
            {
                throw new ArgumentException(
                    Invariant($"{name}: expected outputs for 2 classes, got {batch.ClassCount}: choose another averaging."), nameof(batch));
            }
            counts.Add(batch);
        }
    }
}
