using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Estimators;

/// <summary>A column of weights, and weights of classes.</summary>
public sealed class WeightedRowsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_classifier_learns_and_is_scored_by_the_weights_of_rows()
    {
        Table table = Coins(seed: 1);
        MlpClassifier classifier = new() { HiddenSizes = [], LearningRate = 0.05, Epochs = 100, WeightColumn = "weight" };
        classifier.Fit(table, "side");

        Assert.DoesNotContain("weight", classifier.Encoder!.FeatureNames);
        // Of heads each weighs nine times as much as of tails.
        float[] probabilities = classifier.PredictProbabilities(table).ToArray();
        Assert.Equal(0.9, probabilities[0], 0.02);
        Assert.Equal(0.9, classifier.Score(table), 0.01);
        Assert.Equal(classifier.Score(table), classifier.Evaluate(table)[Metric.Accuracy.Name], 1e-9);
        // Without the column to score by, all rows count the same.
        Assert.Equal(0.5, classifier.Score(new Table([.. table.Columns.Where(column => column.Name != "weight")])), 0.01);

        Dataset<float> data = classifier.Encoder.EncodeClasses<float>(table);
        MlpClassifier byHand = new() { HiddenSizes = [], LearningRate = 0.05, Epochs = 100, InputScaling = Scaling.None };
        byHand.Fit(new Dataset<float>(data.Inputs, data.Labels, Tensor.Create<float>(
            [.. ((NumberColumn)table["weight"]).ToArray().Select(weight => (float)weight)], [table.Count])));
        MlpClassifierTests.AssertSameWeights(byHand.Model, classifier.Model);

        string csv = folder.File("coins.csv");
        CsvTable.Write(csv, table);
        MlpClassifier streamed = new() { HiddenSizes = [], LearningRate = 0.05, Epochs = 100, WeightColumn = "weight" };
        streamed.FitStream(CsvTable.Rows(csv), "side");
        Assert.Equal(0.9, streamed.PredictProbabilities(table).ToArray()[0], 0.02);
        Assert.Equal(streamed.Score(table), streamed.Score(CsvTable.Rows(csv)), 1e-9);
        MlpClassifier balanced = new()
        {
            HiddenSizes = [],
            LearningRate = 0.05,
            Epochs = 100,
            WeightColumn = "weight",
            BalancesClasses = true,
        };
        balanced.FitStream(CsvTable.Rows(csv), "side");
        Assert.Equal(0.5, balanced.PredictProbabilities(table).ToArray()[0], 0.02);
        MlpClassifier online = new() { HiddenSizes = [], LearningRate = 0.05, WeightColumn = "weight" };
        for (int i = 0; i < 100; i++) online.PartialFit(table, "side");
        Assert.Equal(0.9, online.PredictProbabilities(table).ToArray()[0], 0.02);

        classifier.Save(folder.File("model.safetensors"));
        Assert.Equal("weight", MlpClassifier.Load(folder.File("model.safetensors")).WeightColumn);
    }

    [Fact]
    public void A_regressor_learns_and_is_scored_by_the_weights_of_rows()
    {
        Table table = Coins(seed: 2);
        double[] numbers = [.. Enumerable.Range(0, table.Count).Select(row => table["side"].TextAt(row) == "heads" ? 10.0 : 0)];
        table = new Table([.. table.Columns.Where(column => column.Name != "side"), new NumberColumn("number", numbers)]);
        MlpRegressor regressor = new() { HiddenSizes = [], LearningRate = 0.05, Epochs = 200, WeightColumn = "weight" };
        regressor.Fit(table, "number");
        Assert.Equal(9, regressor.Predict(table).ToArray()[0], 0.2);
        // Predicting the weighted mean explains nothing of the weighted variance.
        Assert.Equal(0, regressor.Score(table), 0.05);
        Assert.Equal(regressor.Score(table), regressor.Evaluate(table)[Metric.RSquared.Name], 1e-9);
        string csv = folder.File("coins.csv");
        CsvTable.Write(csv, table);
        Assert.Equal(regressor.Score(table), regressor.Score(CsvTable.Rows(csv)), 1e-9);
    }

    [Fact]
    public void Weights_that_are_all_the_same_change_nothing_however_small()
    {
        Dataset<float> waves = Problems.Waves(90, seed: 1);
        MlpRegressor usual = Fitted(1), small = Fitted(1e-33f);
        Assert.Equal(usual.Score(waves), small.Score(waves), 1e-3);
        Assert.Equal(usual.History!.Epochs[^1].TrainingLoss, small.History!.Epochs[^1].TrainingLoss, 1e-4);

        MlpRegressor Fitted(float weight)
        {
            MlpRegressor regressor = new() { HiddenSizes = [8], LearningRate = 0.01, BatchSize = 30, Epochs = 40 };
            regressor.Fit(new Dataset<float>(waves.Inputs, waves.Targets, Tensor.Full([90], weight)));
            return regressor;
        }
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_weight_that_is_none_is_named_with_its_row(double weight)
    {
        Table table = new(
            new NumberColumn("x", (double[])[1, 2, 3, 4.5]), new TextColumn("y", (string[])["a", "b", "a", "b"]),
            new NumberColumn("w", (double[])[1, weight, 1, 1]));
        TableRowException error = Assert.Throws<TableRowException>(() => new MlpClassifier { WeightColumn = "w" }.Fit(table, "y"));
        Assert.Equal(("w", 1), (error.Column, error.Row));
        Assert.Contains("expected a weight, a finite number of at least 0", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MlpClassifier { WeightColumn = "v" }.Fit(table, "y"));
        Assert.Contains("the column 'y' is to be predicted", Assert.Throws<ArgumentException>(
            () => new MlpClassifier { WeightColumn = "y" }.Fit(table, "y")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MlpRegressor { WeightColumn = "w" }.Fit(table, ["x", "w"]));
        Assert.Throws<ArgumentException>(() => new MlpClassifier { WeightColumn = "" });
    }

    [Fact]
    public void Weights_of_classes_count_as_those_of_their_samples()
    {
        Table table = Coins(seed: 3);
        Table unweighted = new([.. table.Columns.Where(column => column.Name != "weight")]);
        MlpClassifier byClass = new()
        {
            HiddenSizes = [8],
            Epochs = 10,
            ClassWeights = new Dictionary<string, double> { ["heads"] = 9 },
        };
        byClass.Fit(unweighted, "side");
        MlpClassifier byRow = new() { HiddenSizes = [8], Epochs = 10, WeightColumn = "weight" };
        byRow.Fit(table, "side");
        Assert.All(
            byRow.PredictProbabilities(table).ToArray().Zip(byClass.PredictProbabilities(unweighted).ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-4));

        byClass.Save(folder.File("model.safetensors"));
        Assert.Equal(9, MlpClassifier.Load(folder.File("model.safetensors")).ClassWeights["heads"]);

        Assert.Contains(
            "there is no class 'edge' for ClassWeights; there are 'heads', 'tails'",
            Assert.Throws<ArgumentException>(() => new MlpClassifier
            {
                ClassWeights = new Dictionary<string, double> { ["edge"] = 2 },
            }.Fit(unweighted, "side")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new MlpClassifier
        {
            BalancesClasses = true,
            ClassWeights = new Dictionary<string, double> { ["heads"] = 2 },
        }.Fit(unweighted, "side"));
        Assert.Contains("expected a class that counts", Assert.Throws<ArgumentException>(() => new MlpClassifier
        {
            ClassWeights = new Dictionary<string, double> { ["heads"] = 0, ["tails"] = 0 },
        }.Fit(unweighted, "side")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new MlpClassifier { ClassWeights = new Dictionary<string, double> { ["heads"] = -2 } });
    }

    /// <summary>As many heads as tails, which nothing tells apart; heads weigh 9.</summary>
    private static Table Coins(int seed)
    {
        Random random = new(seed);
        string[] side = [.. Enumerable.Range(0, 600).Select(i => i % 2 == 0 ? "heads" : "tails")];
        return new Table(
            new NumberColumn("size", (double[])[.. side.Select((_, i) => (i / 2) % 2 + 0.5)]), new TextColumn("side", side),
            new NumberColumn("weight", (double[])[.. side.Select(one => one == "heads" ? 9.0 : 1)]));
    }
}
