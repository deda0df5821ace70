using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Estimators;

public sealed class StreamedFitTests : IDisposable
{
    private static readonly Tensor<float> inputs = Tensor.Uniform([600, 4], -3f, 5f, new XoshiroRandom(1));

    private static readonly Dataset<float> classes = new(
        inputs, [.. Enumerable.Range(0, 600).Select(i => inputs[i, 0] + inputs[i, 1] > 4 ? 2 : inputs[i, 2] > 0 ? 1 : 0)]);

    private static readonly Dataset<float> numbers = new(
        inputs, Tensor.Create([.. Enumerable.Range(0, 600).Select(i => 100 + (3 * inputs[i, 0]) - inputs[i, 3])], [600]));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_classifier_learns_from_a_stream_as_from_memory(bool balances)
    {
        MlpClassifier inMemory = Classifier(balances), streamed = Classifier(balances);
        TrainingHistory one = inMemory.Fit(classes), other = streamed.FitStream(Stream(classes));
        Assert.Equal(one.Epochs.Count, other.Epochs.Count);
        Assert.Equal(one.Epochs[0].TrainingLoss, other.Epochs[0].TrainingLoss, 1e-5);
        Assert.Equal(3, streamed.ClassNames.Count);
        Assert.InRange(streamed.Score(classes), 0.9, 1);
        Tensor<float> expected = inMemory.PredictProbabilities(inputs), got = streamed.PredictProbabilities(inputs);
        for (int i = 0; i < got.ElementCount; i++) Assert.Equal(expected.Span[i], got.Span[i], 1e-3f);
    }

    [Fact]
    public void A_regressor_learns_from_a_stream_as_from_memory()
    {
        MlpRegressor inMemory = new() { HiddenSizes = [16], LearningRate = 0.02, Epochs = 50 };
        MlpRegressor streamed = new() { HiddenSizes = [16], LearningRate = 0.02, Epochs = 50 };
        inMemory.Fit(numbers);
        streamed.FitStream(Stream(numbers));
        Assert.InRange(streamed.Score(numbers), 0.95, 1);
        Assert.Equal(1, streamed.Predict(inputs).Rank);
        for (int i = 0; i < 600; i++) Assert.Equal(inMemory.Predict(inputs)[i], streamed.Predict(inputs)[i], 0.05f);
    }

    [Fact]
    public void Tables_that_are_streamed_give_the_bits_of_tables_in_memory()
    {
        string path = WriteTable(800);
        Table table = CsvTable.Read(path);
        MlpClassifier inMemory = Classifier(balances: true), streamed = Classifier(balances: true);
        inMemory.Fit(table, "kind");
        streamed.FitStream(CsvTable.Rows(path), "kind");
        Assert.Equal(inMemory.PredictProbabilities(table).ToArray(), streamed.PredictProbabilities(table).ToArray());
        string file = folder.File("model");
        streamed.Save(file);
        Assert.Equal(inMemory.PredictProbabilities(table).ToArray(), MlpClassifier.Load(file).PredictProbabilities(table).ToArray());

        MlpRegressor one = new() { HiddenSizes = [8], Epochs = 5 }, other = new() { HiddenSizes = [8], Epochs = 5 };
        one.Fit(table, "a");
        other.FitStream(CsvTable.Rows(path), "a");
        Assert.Equal(one.Predict(table).ToArray(), other.Predict(table).ToArray());
    }

    [Fact]
    public void Early_stopping_goes_by_validation_samples_that_are_streamed_too()
    {
        MlpClassifier classifier = new() { HiddenSizes = [8], Epochs = 100, StopsEarly = true, Patience = 2 };
        classifier.FitStream(Stream(classes), Stream(classes.Select([.. Enumerable.Range(0, 100)])));
        Assert.All(classifier.History!.Epochs, epoch => Assert.NotNull(epoch.Validation));
        Assert.Contains("validation samples", Assert.Throws<InvalidOperationException>(
            () => classifier.FitStream(Stream(classes))).Message, StringComparison.Ordinal);
        Assert.Contains("StopsEarly", Assert.Throws<InvalidOperationException>(
            () => Classifier(false).FitStream(Stream(classes), Stream(classes))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_stream_lacks_is_refused_and_the_estimator_stays_as_it_was()
    {
        MlpClassifier classifier = Classifier(false);
        classifier.Fit(classes);
        float[] before = classifier.PredictProbabilities(inputs).ToArray();
        Assert.Throws<ArgumentException>(() => classifier.FitStream(Stream(new Dataset<float>(inputs, new int[600]))));
        Assert.Throws<ArgumentException>(() => classifier.FitStream(Stream(new Dataset<float>(inputs / 0f, classes.Labels))));
        Assert.Throws<ArgumentException>(() => classifier.FitStream(Dataset.Stream(SampleSource.Of(() => classes.Batches(5).Take(0)))));
        Assert.Throws<InvalidOperationException>(() => classifier.FitStream(Stream(numbers)));
        using CancellationTokenSource source = new();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => classifier.FitStream(Stream(classes), cancellation: source.Token));
        string path = WriteTable(50);
        Assert.Throws<ArgumentException>(() => classifier.FitStream(CsvTable.Rows(path), "nothing"));
        Assert.Contains("are amounts", Assert.Throws<ArgumentException>(
            () => classifier.FitStream(CsvTable.Rows(path), "a")).Message, StringComparison.Ordinal);
        Assert.Equal(before, classifier.PredictProbabilities(inputs).ToArray());
    }

    [Fact]
    public void Partial_fits_learn_on_and_predictions_before_stay_valid()
    {
        MlpClassifier classifier = new() { HiddenSizes = [16], BatchSize = 20, LearningRate = 0.01 };
        double first = classifier.PartialFit(classes.Select([.. Enumerable.Range(0, 100)]), classCount: 3).Epochs[0].TrainingLoss;
        var model = classifier.Model;
        float[] weights = model.Parameters[0].ToArray();
        double last = 0;
        for (int pass = 0; pass < 30; pass++)
            foreach (int[] part in Enumerable.Range(0, 600).Chunk(100)) last =
                classifier.PartialFit(classes.Select(part)).Epochs[0].TrainingLoss;
        Assert.True(last < first / 4, $"{last} after {first}");
        Assert.InRange(classifier.Score(classes), 0.95, 1);
        Assert.Equal(weights, model.Parameters[0].ToArray());
        Assert.NotEqual(weights, classifier.Model.Parameters[0].ToArray());

        MlpClassifier again = new() { HiddenSizes = [16], BatchSize = 20, LearningRate = 0.01 };
        again.PartialFit(classes.Select([.. Enumerable.Range(0, 100)]), classCount: 3);
        Assert.Equal(weights, again.Model.Parameters[0].ToArray());
    }

    [Fact]
    public void A_partial_fit_goes_on_from_a_fit_and_from_a_file()
    {
        string path = WriteTable(400);
        Table table = CsvTable.Read(path);
        MlpRegressor regressor = new() { HiddenSizes = [16], Epochs = 3, Members = 2 };
        regressor.Fit(table, "a");
        double before = regressor.Score(table);
        string file = folder.File("model");
        regressor.Save(file);
        var loaded = MlpRegressor.Load(file);
        for (int i = 0; i < 20; i++)
        {
            regressor.PartialFit(table, "a");
            loaded.PartialFit(table, "a");
        }
        Assert.True(regressor.Score(table) > before);
        Assert.Equal(regressor.Predict(table).ToArray(), loaded.Predict(table).ToArray());
        Assert.Same(regressor.Encoder, regressor.Encoder);
        Assert.Throws<ArgumentException>(() => regressor.PartialFit(table, "b"));
        Assert.Throws<InvalidOperationException>(() => regressor.PartialFit(numbers));
    }

    [Fact]
    public void A_partial_fit_that_does_not_fit_is_refused_and_changes_nothing()
    {
        MlpClassifier classifier = new() { HiddenSizes = [4] };
        classifier.PartialFit(classes);
        float[] before = classifier.PredictProbabilities(inputs).ToArray();
        Assert.Throws<ArgumentException>(() => classifier.PartialFit(classes, classCount: 4));
        Assert.Contains("classCount", Assert.Throws<ArgumentOutOfRangeException>(
            () => classifier.PartialFit(new Dataset<float>(inputs, Enumerable.Repeat(3, 600).ToArray()))).Message,
                StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => classifier.PartialFit(classes.Select([])));
        Assert.Throws<ArgumentException>(() => classifier.PartialFit(new Dataset<float>(inputs.Sum([1], true), classes.Labels)));
        Assert.Throws<InvalidOperationException>(() => classifier.PartialFit(CsvTable.Read(WriteTable(50)), "kind"));
        Assert.Equal(before, classifier.PredictProbabilities(inputs).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => new MlpClassifier().PartialFit(classes, classCount: 1));
    }

    [Fact]
    public void A_warm_start_goes_on_from_the_last_weights()
    {
        MlpClassifier warm = new() { HiddenSizes = [8], Epochs = 5, StartsWarm = true }, cold = new() { HiddenSizes = [8], Epochs = 5 };
        double first = warm.Fit(classes).Epochs[^1].TrainingLoss;
        Assert.Equal(first, cold.Fit(classes).Epochs[^1].TrainingLoss);
        Assert.True(warm.Fit(classes).Epochs[0].TrainingLoss < first);
        Assert.Equal(first, cold.Fit(classes).Epochs[^1].TrainingLoss);
        ArgumentException other = Assert.Throws<ArgumentException>(() =>
            warm.Fit(new Dataset<float>(inputs.Sum([1], true), classes.Labels)));
        Assert.Contains("those of the last fit, 4-8-3, to go on with, got 1-8-3", other.Message, StringComparison.Ordinal);
    }

    private static MlpClassifier Classifier(bool balances) =>
        new() { HiddenSizes = [16], LearningRate = 0.02, Epochs = 50, BalancesClasses = balances };

    private static StreamedDataset<float> Stream(Dataset<float> data) => Dataset.Stream(SampleSource.Of(() => data.Batches(37)), 1000);

    private string WriteTable(int rows)
    {
        string path = folder.File($"table{rows}.csv");
        XoshiroRandom random = new(2);
        File.WriteAllLines(path, ["a,b,c,kind", .. Enumerable.Range(0, rows).Select(i =>
        {
            double b = random.NextDouble();
            int c = random.Next(3);
            return FormattableString.Invariant($"{(3 * b) + c:F4},{b:F5},colour {c},{(b > 0.8 ? "high" : "low")}");
        })]);
        return path;
    }
}
