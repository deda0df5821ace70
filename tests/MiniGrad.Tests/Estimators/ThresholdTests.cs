using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Estimators;

/// <summary>The probability from which the second of two classes is predicted.</summary>
public sealed class ThresholdTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void It_changes_predicted_classes_and_what_is_measured_of_them_only()
    {
        Table table = Patients(500, seed: 1);
        MlpClassifier classifier = Fitted(table);
        Metric[] metrics =
            [Metric.LogLoss, Metric.Accuracy, Metric.RocAuc(), Metric.Recall(), Metric.F1(), Metric.CohensKappa(), Metric.BrierScore];
        EvaluationResult before = classifier.Evaluate(table, metrics);
        float[] probabilities = classifier.PredictProbabilities(table).ToArray();

        classifier.Threshold = 0.2;

        Assert.Equal(probabilities, classifier.PredictProbabilities(table).ToArray());
        int[] expected = [.. Enumerable.Range(0, 500).Select(row => probabilities[(2 * row) + 1] > 0.2 ? 1 : 0)];
        Assert.Equal(expected, classifier.Predict(table).ToArray());
        Assert.Equal(expected.Select(label => classifier.ClassNames[label]), classifier.PredictClassNames(table));
        IndexTensor labels = classifier.Encoder!.EncodeLabels(table);
        double accuracy = expected.Zip(labels.ToArray(), (one, other) => one == other ? 1.0 : 0).Average();
        Assert.Equal(accuracy, classifier.Score(table), 1e-12);
        EvaluationResult after = classifier.Evaluate(table, metrics);
        Assert.Equal(accuracy, after[Metric.Accuracy.Name], 1e-12);
        Assert.Equal(metrics.Select(metric => metric.Name), after.Metrics.Select(metric => metric.Name));
        Metric[] ofProbabilities = [Metric.LogLoss, Metric.RocAuc(), Metric.BrierScore];
        Assert.All(metrics, metric => Assert.Equal(ofProbabilities.Contains(metric), before[metric.Name] == after[metric.Name]));
        string csv = folder.File("patients.csv");
        CsvTable.Write(csv, table);
        Assert.Equal(classifier.Score(table), classifier.Score(CsvTable.Rows(csv)), 1e-12);

        classifier.Save(folder.File("model.safetensors"));
        MlpClassifier same = MlpClassifier.Load(folder.File("model.safetensors"));
        Assert.Equal(0.2, same.Threshold);
        Assert.Equal(expected, same.Predict(table).ToArray());

        classifier.Threshold = 1;
        Assert.DoesNotContain(1, classifier.Predict(table).ToArray());
        classifier.Threshold = 0;
        Assert.DoesNotContain(0, classifier.Predict(table).ToArray());
        classifier.Fit(table, "ill");
        Assert.Equal(0.5, classifier.Threshold);
    }

    [Fact]
    public void It_is_chosen_as_the_best_of_all_by_rows_held_out()
    {
        Table heldOut = Patients(300, seed: 2);
        MlpClassifier classifier = Fitted(Patients(500, seed: 1));
        double usual = classifier.Evaluate(heldOut, [Metric.BalancedAccuracy])[Metric.BalancedAccuracy.Name];

        double threshold = classifier.TuneThreshold(heldOut, Metric.BalancedAccuracy);

        Assert.Equal(threshold, classifier.Threshold);
        double tuned = Now();
        Assert.True(tuned > usual + 0.05, $"{usual:F4} and {tuned:F4}");
        float[] probabilities = classifier.PredictProbabilities(heldOut).ToArray();
        for (int row = 0; row < 300; row++)
        {
            classifier.Threshold = probabilities[(2 * row) + 1];
            Assert.True(Now() <= tuned + 1e-12);
        }
        Dataset<float> data = new(
            classifier.Encoder!.EncodeInputs<float>(heldOut), classifier.Encoder.EncodeLabels(heldOut));
        MlpClassifier byTensors = new() { HiddenSizes = [], Epochs = 30, LearningRate = 0.02 };
        byTensors.Fit(data);
        Assert.Equal(byTensors.TuneThreshold(data), byTensors.Threshold);

        double Now() => classifier.Evaluate(heldOut, [Metric.BalancedAccuracy])[Metric.BalancedAccuracy.Name];
    }

    [Fact]
    public void One_class_for_all_may_be_the_best()
    {
        MlpClassifier classifier = Fitted(Patients(300, seed: 1));
        Table ill = new(new NumberColumn("pressure", (double[])[80, 100, 120]), new TextColumn("ill", (string?[])["yes", "yes", "yes"]));
        classifier.TuneThreshold(ill, Metric.Accuracy);
        Assert.Equal(1, classifier.Score(ill));
        classifier.TuneThreshold(
            new Table(ill["pressure"], new TextColumn("ill", (string?[])["no", "no", "no"])), Metric.Accuracy);
        Assert.Equal(0, classifier.Score(ill));
    }

    [Fact]
    public void A_file_with_a_threshold_of_three_classes_is_refused()
    {
        MlpClassifier three = new() { Epochs = 1 };
        three.Fit(Tensor.Uniform([9, 2], 0f, 1f, new Random(1)), [0, 1, 2, 0, 1, 2, 0, 1, 2]);
        using MemoryStream stream = new();
        three.Save(stream);
        // Of the same length: the settings of what is not set are at hand to be renamed.
        string text = System.Text.Encoding.Latin1.GetString(stream.ToArray());
        string changed = text.Replace("\\\"tolerance\\\":", "\\\"threshold\\\":", StringComparison.Ordinal);
        Assert.NotEqual(text, changed);
        Assert.Throws<InvalidDataException>(() => MlpClassifier.Load(System.Text.Encoding.Latin1.GetBytes(changed)));
    }

    [Fact]
    public void What_no_threshold_is_for_is_refused()
    {
        MlpClassifier classifier = Fitted(Patients(100, seed: 1));
        foreach (double threshold in (double[])[-0.1, 1.1, double.NaN])
            Assert.Throws<ArgumentOutOfRangeException>(() => classifier.Threshold = threshold);
        Assert.Contains(
            "expected a metric of predicted classes",
            Assert.Throws<ArgumentException>(() => classifier.TuneThreshold(Patients(50, seed: 2), Metric.RocAuc())).Message,
            StringComparison.Ordinal);
        MlpClassifier three = new() { Epochs = 1 };
        three.Fit(Tensor.Uniform([9, 2], 0f, 1f, new Random(1)), [0, 1, 2, 0, 1, 2, 0, 1, 2]);
        Assert.Contains(
            "a threshold is for two classes, and there are 3",
            Assert.Throws<InvalidOperationException>(() => three.Threshold = 0.3).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => new MlpClassifier().Threshold = 0.3);
    }

    private static MlpClassifier Fitted(Table table)
    {
        MlpClassifier classifier = new() { HiddenSizes = [], Epochs = 30, LearningRate = 0.02 };
        classifier.Fit(table, "ill");
        return classifier;
    }

    /// <summary>One of eight is ill, of those with a high pressure one of three.</summary>
    private static Table Patients(int count, int seed)
    {
        Random random = new(seed);
        double[] pressure = [.. Enumerable.Range(0, count).Select(_ => 80 + (80 * random.NextDouble()))];
        return new Table(
            new NumberColumn("pressure", pressure), new TextColumn(
                "ill", (string?[])[.. pressure.Select(one => random.NextDouble() < (one - 80) / 200 ? "yes" : "no")]));
    }
}
