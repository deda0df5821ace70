using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Estimators;

/// <summary>From a table with text and missing values to predictions that are named.</summary>
public class EstimatorTableTests
{
    private static readonly Table plants = Problems.Plants(400, seed: 1), unseen = Problems.Plants(200, seed: 2);

    [Fact]
    public void A_classifier_learns_from_a_table_and_names_what_it_predicts()
    {
        using TemporaryFolder folder = new();
        var classifier = new MlpClassifier { HiddenSizes = [16], LearningRate = 0.01, BatchSize = 32, Epochs = 60 };
        classifier.Fit(plants, "species");
        Assert.Equal(["foxglove", "sundew", "thyme"], classifier.ClassNames);
        // The price tells the height where that is missing.
        Assert.Equal(["height", "habitat=meadow", "habitat=moor", "habitat=rock", "price"], classifier.Encoder!.FeatureNames);
        Assert.InRange(classifier.Score(unseen), 0.95, 1);
        Assert.Equal(classifier.Score(unseen), classifier.Evaluate(unseen)["accuracy"]);

        Table unknown = unseen.Without("species", "name");
        IReadOnlyList<string> names = classifier.PredictClassNames(unknown);
        var species = (TextColumn)unseen["species"];
        Assert.Equal(classifier.Score(unseen), Enumerable.Range(0, 200).Count(row => names[row] == species[row]) / 200.0, 12);
        Assert.Equal(names, classifier.Predict(unknown).Select(label => classifier.ClassNames[label]));
        Assert.Equal([200, 3], classifier.PredictProbabilities(unknown).Shape);

        classifier.Save(folder.File("model.safetensors"));
        var loaded = MlpClassifier.Load(folder.File("model.safetensors"));
        Assert.Equal(classifier.ClassNames, loaded.ClassNames);
        Assert.Equal(classifier.PredictProbabilities(unknown).ToArray(), loaded.PredictProbabilities(unknown).ToArray());
        Assert.Equal(classifier.Score(unseen), loaded.Score(unseen));
    }

    [Fact]
    public void A_regressor_learns_from_a_table()
    {
        using TemporaryFolder folder = new();
        var regressor = new MlpRegressor { HiddenSizes = [16], LearningRate = 0.01, BatchSize = 32, Epochs = 80 };
        regressor.Fit(plants.Without("species"), "price");
        Assert.InRange(regressor.Score(unseen), 0.9, 1);
        Assert.Equal(regressor.Score(unseen), regressor.Evaluate(unseen)["R²"]);
        Assert.Equal([200], regressor.Predict(unseen.Without("price")).Shape);

        regressor.Save(folder.File("model.safetensors"));
        Assert.Equal(regressor.Predict(unseen).ToArray(), MlpRegressor.Load(folder.File("model.safetensors")).Predict(unseen).ToArray());
    }

    [Fact]
    public void What_is_held_out_tells_the_encoder_nothing()
    {
        var classifier = new MlpClassifier { HiddenSizes = [16], LearningRate = 0.01, StopsEarly = true, Seed = 3 };
        TrainingHistory history = classifier.Fit(plants, "species");
        IndexTensor labels = TableEncoder.Fit(plants, "species").EncodeLabels(plants);
        int[][] parts = Partition.SplitStratified(labels.Span, [0.9, 0.1], new XoshiroRandom(3, 1UL << 63));
        TableEncoder expected = TableEncoder.Fit(plants.Select(parts[0]), "species");
        Assert.Equal(expected.ToJson(), classifier.Encoder!.ToJson());
        Assert.NotEqual(expected.ToJson(), TableEncoder.Fit(plants, "species").ToJson());
        Assert.Equal(history.Epochs.Min(epoch => epoch.Validation!.Loss), classifier.Evaluate(plants.Select(parts[1])).Loss, 1e-3);
    }

    [Fact]
    public void Whatever_is_held_out_of_every_class_something_is_learned_from()
    {
        Table pairs = new(
            new NumberColumn("x", Enumerable.Range(0, 12).Select(i => (double)i).ToArray()),
            new TextColumn("y", Enumerable.Range(0, 12).Select(i => $"class {i / 2}").ToArray()));
        for (ulong seed = 0; seed < 5; seed++)
        {
            MlpClassifier classifier = new() { HiddenSizes = [], Epochs = 1, StopsEarly = true, ValidationShare = 0.8, Seed = seed };
            classifier.Fit(pairs, "y");
            Assert.Equal(6, classifier.ClassNames.Count);
        }
    }

    [Fact]
    public void Categories_that_only_rows_held_out_have_do_not_make_a_fit_fail()
    {
        // Each kind is there twice, so that some are held out as a whole.
        Table table = new(
            new TextColumn("kind", Enumerable.Range(0, 40).Select(i => $"kind {i % 20}").ToArray()),
            new TextColumn("y", Enumerable.Range(0, 40).Select(i => i % 3 == 0 ? "a" : "b").ToArray()),
            new NumberColumn("z", Enumerable.Range(0, 40).Select(i => (double)i).ToArray()));
        TableEncoderOptions strict = new() { RefuseUnknownCategories = true };
        MlpClassifier classifier = new() { HiddenSizes = [], Epochs = 1, StopsEarly = true, ValidationShare = 0.5 };
        classifier.Fit(table, "y", strict);
        Assert.InRange(classifier.Encoder!.FeatureNames.Count, 2, 20);
        Assert.Contains("is unknown", Assert.Throws<TableRowException>(() => classifier.Predict(table)).Message, StringComparison.Ordinal);
        MlpRegressor regressor = new() { HiddenSizes = [], Epochs = 1, StopsEarly = true, ValidationShare = 0.5 };
        regressor.Fit(table, "z", strict);
        Assert.InRange(regressor.Encoder!.FeatureNames.Count, 2, 21);
    }

    [Fact]
    public void Rows_of_a_class_that_was_not_learned_are_judged_as_wrong()
    {
        double[] x = [.. Enumerable.Range(0, 20).Select(i => (double)(i % 2))];
        Table learned = new(new NumberColumn("x", x), new TextColumn("y", x.Select(number => number > 0 ? "one" : "zero").ToArray()));
        Table judged = new(new NumberColumn("x", new double[] { 0, 1, 1, 0 }), new TextColumn("y", new[] { "zero", "one", "rare", "odd" }));
        MlpClassifier classifier = new() { HiddenSizes = [8], Epochs = 100, LearningRate = 0.05 };
        classifier.Fit(learned, "y");

        Assert.Equal(0.5, classifier.Score(judged));
        EvaluationResult result = classifier.Evaluate(judged);
        Assert.Equal(double.PositiveInfinity, result.Loss);
        // As confusion_matrix and balanced_accuracy_score of scikit-learn have it: recalls 1, 1, 0 and 0.
        Assert.Equal(0.5, result[Metric.BalancedAccuracy.Name]);
        Assert.Equal((2 / 3.0 + 2 / 3.0 + 0 + 0) / 4, result[Metric.F1().Name], 1e-12);
        foreach (Metric metric in (Metric[])[Metric.LogLoss, Metric.RocAuc()])
        {
            string message = Assert.Throws<ArgumentException>(() => classifier.Evaluate(judged, [Metric.Accuracy, metric])).Message;
            Assert.StartsWith(
                $"MlpClassifier: {metric} cannot judge the class 'rare', which was not learned", message, StringComparison.Ordinal);
        }
        Assert.Equal(1, classifier.Score(learned));
        var folds = CrossValidation.Run(
            [(learned, judged), (learned, learned)],
            (training, validation) =>
            {
                MlpClassifier next = new() { HiddenSizes = [8], Epochs = 100, LearningRate = 0.05 };
                next.Fit(training, "y");
                return next.Score(validation);
            });
        Assert.Equal([0.5, 1], folds.Scores);
    }

    [Fact]
    public void Labels_of_classes_that_were_not_learned_are_judged_as_wrong()
    {
        Tensor<float> inputs = Tensor.Create<float>([0, 1, 0, 1, 0, 1], [6, 1]);
        MlpClassifier classifier = new() { HiddenSizes = [8], Epochs = 200, LearningRate = 0.05 };
        classifier.Fit(inputs, [0, 1, 0, 1, 0, 1]);

        Assert.Equal(5 / 6.0, classifier.Score(inputs, [0, 1, 0, 1, 0, 1_000_000_000]), 1e-12);
        Dataset<float> judged = new(inputs, [0, 1, 0, 1, 0, 7]);
        Assert.Equal(2 / 3.0, classifier.Evaluate(judged)[Metric.BalancedAccuracy.Name], 1e-12);
        Assert.Contains(
            "the class '7'",
            Assert.Throws<ArgumentException>(() => classifier.Evaluate(judged, [Metric.LogLoss])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_of_amounts_is_no_class()
    {
        NumberColumn x = new("x", new double[] { 1, 2, 3, 4 });
        Table amounts = new(x, new NumberColumn("y", new[] { 18, 15.5, 18, 16 }));
        MlpClassifier classifier = new() { HiddenSizes = [], Epochs = 1 };

        Assert.Equal(
            "MlpClassifier: the target 'y' holds numbers with fractions, such as 15.5, which are amounts and not classes: " +
            "use MlpRegressor, or read the column as text (CsvOptions.TextColumns) if its numbers are names.",
            Assert.Throws<ArgumentException>(() => classifier.Fit(amounts, "y")).Message);
        classifier.Fit(new Table(x, new TextColumn("y", new[] { "18", "15.5", "18", "16" })), "y");
        Assert.Equal(["15.5", "16", "18"], classifier.ClassNames);
        classifier.Fit(new Table(x, new NumberColumn("y", new double[] { 18, 15, 18, 16 })), "y");
        Assert.Equal(3, classifier.ClassNames.Count);
    }

    [Fact]
    public void The_estimators_scaling_is_the_encoders_and_its_other_options_the_callers()
    {
        var classifier = new MlpClassifier { InputScaling = Scaling.MinMax, Epochs = 1 };
        TableEncoderOptions options =
            new() { MissingIndicators = true, Roles = new Dictionary<string, ColumnRole> { ["price"] = ColumnRole.LeftOut } };
        classifier.Fit(plants, "species", options);
        Assert.Contains("height (missing)", classifier.Encoder!.FeatureNames);
        Assert.DoesNotContain("price", classifier.Encoder.FeatureNames);
        float[] features = classifier.Encoder.EncodeInputs<float>(plants).ToArray();
        Assert.Equal((0f, 1f), (features.Min(), features.Max()));
    }

    [Fact]
    public void Tables_and_tensors_are_not_taken_for_each_other()
    {
        var ofTable = new MlpClassifier { Epochs = 1 };
        ofTable.Fit(plants, "species");
        string message = Assert.Throws<InvalidOperationException>(() => ofTable.Predict(Tensor.Zeros<float>([1, 5]))).Message;
        Assert.Equal("MlpClassifier: it was fitted on a table with the columns 'name', 'height', 'habitat', 'price'; expected such a " +
            "table, got a tensor.", message);

        var ofTensors = new MlpRegressor { Epochs = 1 };
        ofTensors.Fit(Problems.Waves(20, 1));
        message = Assert.Throws<InvalidOperationException>(() => ofTensors.Predict(plants)).Message;
        Assert.Equal("MlpRegressor: it was fitted on tensors of 2 features; expected such a tensor, got a table.", message);
    }

    [Fact]
    public void A_table_that_does_not_fit_is_refused_in_words()
    {
        var classifier = new MlpClassifier { Epochs = 1 };
        Assert.Contains("'colour'", Assert.Throws<ArgumentException>(() => classifier.Fit(plants, "colour")).Message,
            StringComparison.Ordinal);
        classifier.Fit(plants, "species");
        Assert.Contains("'habitat'", Assert.Throws<ArgumentException>(() => classifier.Predict(unseen.Without("habitat"))).Message,
            StringComparison.Ordinal);
        Assert.Contains("'species'", Assert.Throws<ArgumentException>(() => classifier.Score(unseen.Without("species"))).Message,
            StringComparison.Ordinal);
        string message = Assert.Throws<ArgumentException>(() => new MlpRegressor().Fit(plants, "species")).Message;
        Assert.Contains("expected numbers, got text", message, StringComparison.Ordinal);
    }
}
