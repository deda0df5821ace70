namespace MiniGrad.Training;

public abstract partial class Metric
{
    /// <summary>How many of the predictions of a class are right: <c>TP / (TP + FP)</c>, from 0 to 1, with TP the samples rightly predicted
    /// to be of the class and FP those wrongly so. 0 for a class that is never predicted. <c>precision_score</c> of scikit-learn with
    /// <c>zero_division=0</c>.</summary>
    /// <param name="averaging">How the classes' scores become one. Default: their mean.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such averaging.</exception>
    public static Metric Precision(Averaging averaging = Averaging.Macro) => Score(ClassScore.Precision, averaging);

    /// <summary>How many of the samples of a class are found: <c>TP / (TP + FN)</c>, from 0 to 1, with TP the samples rightly predicted to
    /// be of the class and FN those wrongly predicted not to be. 0 for a class without samples. <c>recall_score</c> of scikit-learn with
    /// <c>zero_division=0</c>.</summary>
    /// <inheritdoc cref="Precision(Averaging)"/>
    public static Metric Recall(Averaging averaging = Averaging.Macro) => Score(ClassScore.Recall, averaging);

    /// <summary>The harmonic mean of precision P and recall R: <c>2·P·R / (P + R) = 2·TP / (2·TP + FP + FN)</c>, from 0 to 1. 0 for a class
    /// of which no sample is found. <c>f1_score</c> of scikit-learn with <c>zero_division=0</c>.</summary>
    /// <inheritdoc cref="Precision(Averaging)"/>
    public static Metric F1(Averaging averaging = Averaging.Macro) => Score(ClassScore.F1, averaging);

    /// <summary>The mean of the recalls of the classes that there are samples of, from 0 to 1: the accuracy if every class had equally
    /// many. <c>balanced_accuracy_score</c> of scikit-learn.</summary>
    public static Metric BalancedAccuracy { get; } =
        new Defined("balanced accuracy", name => new ClassAccumulator(name, counts => counts.BalancedAccuracy), judgesClasses: true);

    private static Defined Score(ClassScore score, Averaging averaging)
    {
        averaging.Check(score.ToString());
        string kind = score == ClassScore.F1 ? "F1" : score == ClassScore.Precision ? "precision" : "recall";
        return new Defined(
            $"{kind} ({averaging.ToText()})", name => new ClassAccumulator(name, counts => counts.Score(score, averaging), averaging),
            judgesClasses: true);
    }

    private sealed class ClassAccumulator(string name, Func<ClassCounts, double> value, Averaging? averaging = null) : MetricAccumulator
    {
        private readonly ClassCounts counts = new(name);

        public override double Value => value(counts);

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
