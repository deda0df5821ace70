using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Losses;
using MiniGrad.Training;
using MiniGrad.Visualization;

namespace MiniGrad.Cli;

/// <summary>Learns classes.</summary>
internal sealed class Classification(LearningTable table, TrainOptions options) : TableLearner(table, options)
{
    private const int ShownColumns = 12;

    private MlpClassifier classifier = null!;
    private double accuracy;

    public override double? Accuracy => accuracy;

    /// <summary>What rows held out are judged by.</summary>
    public static IReadOnlyList<Metric> Metrics { get; } = [Metric.Accuracy, Metric.F1(Averaging.Macro), Metric.LogLoss];

    protected override MlpEstimator Estimator => classifier;

    protected override string Baseline => "each class as probable as it is frequent";

    private IndexTensor Labels => classifier.Encoder!.EncodeLabels(Data.Test);

    /// <summary>Which classes of a table are taken for which.</summary>
    public static ConfusionMatrix Confusion(MlpClassifier classifier, Table table)
    {
        IndexTensor labels = classifier.Encoder!.EncodeLabels(table, out IReadOnlyList<string> unknown);
        return ConfusionMatrix.OfPredictions(
            classifier.Predict(table), labels, [.. classifier.ClassNames.Concat(unknown).Select(OneLine.Of)]);
    }

    protected override void Create(IReadOnlyList<TrainingCallback> callbacks) => classifier = NewEstimator<MlpClassifier>(callbacks);

    protected override TrainingHistory Learn(CancellationToken stop) => classifier.Fit(Data.Training, Data.Target, cancellation: stop);

    protected override IReadOnlyList<(string Metric, double Model, double Baseline)> Score()
    {
        EvaluationResult result = classifier.Evaluate(Data.Test, Metrics);
        accuracy = result[Metric.Accuracy.Name];
        Tensor<float> guess = Guess();
        return [.. Metrics.Select(metric => (metric.Name, result[metric.Name], metric.Of(guess, Labels)))];
    }

    protected override ConfusionMatrix Confusion() => Confusion(classifier, Data.Test);

    /// <summary>Of the rows whose class was learned: others have no probability.</summary>
    protected override ClassifierCurves? Curves()
    {
        IndexTensor labels = classifier.Encoder!.EncodeLabels(Data.Test, out _);
        int[] known = [.. Enumerable.Range(0, labels.ElementCount).Where(row => labels[row] < classifier.ClassNames.Count)];
        return known.Length == 0 ? null : ClassifierCurves.Of(
            classifier.Fitted.Logits(Data.Test.Select(known)), known.Select(row => labels[row]).ToArray(),
            [.. classifier.ClassNames.Select(OneLine.Of)]);
    }

    protected override WorstMistakes Mistakes()
    {
        TableColumn[] shown = [.. Data.Test.Without(Data.Target).Columns.Take(ShownColumns)];
        Dataset<float> data = classifier.Encoder!.EncodeClasses<float>(Data.Test);
        return WorstMistakes.Find(new Predictor<float>(classifier.Model), data, classNames: classifier.ClassNames) with
        {
            Columns = [.. shown.Select(column => column.Name)],
            Cells = row => [.. shown.Select(column => column.TextAt(row) ?? "")],
            Rows = row => Data.Test.SourceRow(row) + 1,
        };
    }

    protected override PermutationImportance Importance(Table rows) => Explanation.PermutationImportance(classifier, rows);

    protected override PartialDependence Dependence(Table rows, string column) => Explanation.PartialDependence(classifier, rows, column);

    protected override GradientFlow Flow()
    {
        Dataset<float> sample = classifier.Encoder!.EncodeClasses<float>(Sample());
        return GradientFlow.Measure(classifier.Model, () => Loss.CrossEntropy(classifier.Model.Forward(sample.Inputs), sample.Labels));
    }

    /// <summary>The logits of the classes' shares, for every row held out.</summary>
    private Tensor<float> Guess()
    {
        IndexTensor learned = classifier.Encoder!.EncodeLabels(Data.Training);
        float[] logits = new float[classifier.ClassNames.Count];
        foreach (int label in learned) logits[label]++;
        for (int i = 0; i < logits.Length; i++) logits[i] = MathF.Log(logits[i] / learned.ElementCount);
        return Tensor.Create<float>(
            [.. Enumerable.Repeat(logits, Data.Test.Count).SelectMany(row => row)], [Data.Test.Count, logits.Length]);
    }
}
