using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Estimators;

/// <summary>Any number of labels for a sample.</summary>
public sealed class MultiLabelTests : IDisposable
{
    private static readonly string[] labels = ["tall", "shady", "dear"];
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Labels_of_a_table_are_learned_kept_and_scored(int members)
    {
        Table training = Plants(600, seed: 1), test = Plants(300, seed: 2);
        MlpMultiLabelClassifier classifier = new()
        {
            HiddenSizes = [32],
            LearningRate = 0.01,
            BatchSize = 50,
            Epochs = 60,
            Members = members,
            StopsEarly = true,
        };
        classifier.Fit(training, labels);

        Assert.Equal(labels, classifier.LabelNames);
        Assert.Equal(["height", "place=moor", "place=wood"], classifier.Encoder!.FeatureNames);
        Assert.InRange(classifier.Score(test), 0.9, 1);
        EvaluationResult result = classifier.Evaluate(test);
        Assert.Equal(classifier.Score(test), result["subset accuracy"]);
        Assert.InRange(result["label accuracy"], 0.95, 1);
        Assert.InRange(result.Loss, 0, 0.2);

        Tensor<float> probabilities = classifier.PredictProbabilities(test), predicted = classifier.Predict(test);
        Assert.Equal([300, 3], probabilities.Shape);
        Assert.Equal(probabilities.ToArray().Select(p => p > 0.5f ? 1f : 0), predicted.ToArray());
        IReadOnlyList<IReadOnlyList<string>> names = classifier.PredictLabelNames(test);
        for (int row = 0; row < 300; row++)
            Assert.Equal(labels.Where((_, label) => predicted[row, label] == 1), names[row]);
        // Without the columns of labels it predicts the same.
        Assert.Equal(predicted.ToArray(), classifier.Predict(test.Without(labels)).ToArray());

        string path = folder.File("model.safetensors");
        classifier.Save(path);
        MlpMultiLabelClassifier same = Assert.IsType<MlpMultiLabelClassifier>(MlpEstimator.Load(path));
        Assert.Equal(probabilities.ToArray(), same.PredictProbabilities(test).ToArray());
        Assert.Equal((labels, 0.5), (same.LabelNames.ToArray(), same.Threshold), EqualityComparer<(string[], double)>.Create(
            (a, b) => a.Item1.SequenceEqual(b.Item1) && a.Item2 == b.Item2));
        Assert.Throws<InvalidDataException>(() => MlpRegressor.Load(path));
    }

    [Fact]
    public void Probabilities_of_members_are_averaged_and_their_outputs_are_log_odds()
    {
        (Tensor<float> inputs, Tensor<float> targets) = Samples(200);
        MlpMultiLabelClassifier three = new() { Epochs = 5, Members = 3, Seed = 3 };
        three.Fit(inputs, targets);
        float[][] single = [.. three.MemberSeeds.Select(seed =>
        {
            MlpMultiLabelClassifier one = new() { Epochs = 5, Seed = seed };
            one.Fit(inputs, targets);
            return one.PredictProbabilities(inputs).ToArray();
        })];
        Assert.All(
            three.PredictProbabilities(inputs).ToArray().Select((p, i) => (p, single.Average(one => one[i]))),
            pair => Assert.Equal(pair.Item2, pair.p, 1e-6));
        Assert.Equal(["0", "1"], three.LabelNames);
    }

    [Fact]
    public void A_threshold_decides_and_is_measured_by()
    {
        (Tensor<float> inputs, Tensor<float> targets) = Samples(300);
        MlpMultiLabelClassifier low = new() { Epochs = 3, Threshold = 0.1 }, usual = new() { Epochs = 3 };
        low.Fit(inputs, targets);
        usual.Fit(inputs, targets);
        Assert.Equal(usual.PredictProbabilities(inputs).ToArray(), low.PredictProbabilities(inputs).ToArray());
        Assert.True(low.Predict(inputs).Sum().ToScalar() > usual.Predict(inputs).Sum().ToScalar());
        int right = Enumerable.Range(0, 300).Count(
            row => low.Predict(inputs)[row, 0] == targets[row, 0] && low.Predict(inputs)[row, 1] == targets[row, 1]);
        Assert.Equal(right / 300.0, low.Score(new Dataset<float>(inputs, targets)), 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MlpMultiLabelClassifier { Threshold = 1.1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MlpMultiLabelClassifier { Threshold = double.NaN });
    }

    [Fact]
    public void Rows_of_no_label_and_a_label_of_no_row_are_learned()
    {
        (Tensor<float> inputs, _) = Samples(50);
        MlpMultiLabelClassifier classifier = new() { Epochs = 100, LearningRate = 0.01 };
        classifier.Fit(inputs, Tensor.Zeros<float>([50, 2]));
        Assert.All(classifier.PredictProbabilities(inputs).ToArray(), probability => Assert.InRange(probability, 0, 0.2));
        Assert.Equal(1, classifier.Score(new Dataset<float>(inputs, Tensor.Zeros<float>([50, 2]))));
    }

    [Fact]
    public void What_is_no_label_is_refused_with_its_row()
    {
        (Tensor<float> inputs, Tensor<float> targets) = Samples(10);
        float[] wrong = targets.ToArray();
        wrong[5] = 0.5f;
        MlpMultiLabelClassifier classifier = new() { Epochs = 1 };
        Assert.Contains(
            "the target of row 2 does not fit: a label takes 0 or 1, got 0.5",
            Assert.Throws<ArgumentException>(() => classifier.Fit(inputs, Tensor.Create(wrong, [10, 2]))).Message,
            StringComparison.Ordinal);

        Table table = Plants(20, seed: 1);
        Table with = new([.. table.Columns, new TextColumn("odd", (string?[])[.. Enumerable.Repeat("yes", 19), "perhaps"])]);
        TableRowException error = Assert.Throws<TableRowException>(() => classifier.Fit(with, ["tall", "odd"]));
        Assert.Equal(("odd", 19), (error.Column, error.Row));
        Assert.Contains("got 'perhaps'", error.Message, StringComparison.Ordinal);
        Table gaps = new([.. table.Columns, new NumberColumn("gap", (double[])[double.NaN, .. Enumerable.Repeat(1.0, 19)])]);
        Assert.Equal("gap", Assert.Throws<TableRowException>(() => classifier.Fit(gaps, ["tall", "gap"])).Column);
        Assert.Throws<ArgumentException>(() => classifier.Fit(table, []));
        Assert.Throws<ArgumentException>(() => classifier.Fit(table, ["tall", "tall"]));
        Assert.Throws<ArgumentException>(() => classifier.Fit(table, ["small"]));
        Assert.Throws<ArgumentException>(() => classifier.Fit(inputs, targets.Slice(1, 0, 1).Squeeze(1)));
    }

    private static (Tensor<float> Inputs, Tensor<float> Targets) Samples(int count)
    {
        Tensor<float> inputs = Tensor.Uniform([count, 3], -1f, 1f, new Random(count));
        float[] targets = new float[2 * count];
        for (int row = 0; row < count; row++)
        {
            targets[2 * row] = inputs[row, 0] > 0 ? 1 : 0;
            targets[(2 * row) + 1] = inputs[row, 0] + inputs[row, 1] > 0.5 ? 1 : 0;
        }
        return (inputs, Tensor.Create(targets, [count, 2]));
    }

    private static Table Plants(int count, int seed)
    {
        Random random = new(seed);
        double[] height = [.. Enumerable.Range(0, count).Select(_ => 100 * random.NextDouble())];
        bool[] inWood = [.. height.Select(_ => random.Next(2) == 0)];
        return new Table(
            new NumberColumn("height", height), new TextColumn("place", (string?[])[.. inWood.Select(wood => wood ? "wood" : "moor")]),
            new NumberColumn("tall", (double[])[.. height.Select(h => h > 50 ? 1.0 : 0)]),
            new TextColumn("shady", (string?[])[.. inWood.Select(wood => wood ? "Yes" : "no")]),
            new TextColumn("dear", (string?[])[.. height.Select((h, i) => inWood[i] && h > 30 ? "true" : "false")]));
    }
}
