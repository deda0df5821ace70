using MiniGrad;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Losses;
using MiniGrad.Training;
using MiniGrad.Visualization;

namespace Tabular;

/// <summary>Learns classes.</summary>
internal sealed class Classification(LearningTable table, TabularOptions options, IReadOnlyList<TrainingCallback> callbacks) : TabularTask(table)
{
    private const int ShownColumns = 12;

    private static readonly Metric[] metrics = [Metric.Accuracy, Metric.F1(Averaging.Macro), Metric.LogLoss];

    private readonly MlpClassifier classifier = NewEstimator<MlpClassifier>(options, callbacks);

    public override MlpEstimator Estimator => classifier;

    public override string Baseline => "each class as probable as it is frequent";

    private IndexTensor Labels => classifier.Encoder!.EncodeLabels(Table.Test);

    public override TrainingHistory Fit(CancellationToken stop) => classifier.Fit(Table.Training, Table.Target, cancellation: stop);

    public override IReadOnlyList<(string Metric, double Model, double Baseline)> Score()
    {
        EvaluationResult result = classifier.Evaluate(Table.Test, metrics);
        Tensor<float> guess = Guess();
        return [.. metrics.Select(metric => (metric.Name, result[metric.Name], metric.Of(guess, Labels)))];
    }

    public override ConfusionMatrix Confusion() =>
        ConfusionMatrix.Of(Labels, classifier.Predict(Table.Test), [.. classifier.ClassNames.Select(NameList.Line)]);

    public override WorstMistakes Mistakes()
    {
        Table test = Table.Test.Without(Table.Target);
        TableColumn[] shown = [.. test.Columns.Take(ShownColumns)];
        Dataset<float> data = classifier.Encoder!.EncodeClasses<float>(Table.Test);
        return WorstMistakes.Find(new Predictor<float>(classifier.Model), data, classNames: classifier.ClassNames) with
        {
            Columns = [.. shown.Select(column => column.Name)],
            Cells = row => [.. shown.Select(column => column.TextAt(row) ?? "")],
        };
    }

    public override GradientFlow Flow()
    {
        Dataset<float> sample = classifier.Encoder!.EncodeClasses<float>(Sample());
        return GradientFlow.Measure(classifier.Model, () => Loss.CrossEntropy(classifier.Model.Forward(sample.Inputs), sample.Labels));
    }

    /// <summary>The logits of the classes' shares, for every row held out.</summary>
    private Tensor<float> Guess()
    {
        IndexTensor learned = classifier.Encoder!.EncodeLabels(Table.Training);
        float[] logits = new float[classifier.ClassNames.Count];
        foreach (int label in learned) logits[label]++;
        for (int i = 0; i < logits.Length; i++) logits[i] = MathF.Log(logits[i] / learned.ElementCount);
        return Tensor.Create<float>([.. Enumerable.Repeat(logits, Table.Test.Count).SelectMany(row => row)], [Table.Test.Count, logits.Length]);
    }
}
