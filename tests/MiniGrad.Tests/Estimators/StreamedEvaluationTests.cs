using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using MiniGrad.Training;
using Xunit;

namespace MiniGrad.Tests.Estimators;

public sealed class StreamedEvaluationTests : IDisposable
{
    private const int Count = 3000;
    private static readonly Tensor<float> inputs = Tensor.Uniform([Count, 3], -2f, 2f, new XoshiroRandom(1));
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_classifier_is_judged_by_a_stream_as_by_memory(bool isWeighted)
    {
        // The fourth class is not learned.
        Dataset<float> data = new(
            inputs, [.. Enumerable.Range(0, Count).Select(i => i % 500 == 9 ? 3 : inputs[i, 0] > 0 ? 2 : inputs[i, 1] > 0 ? 1 : 0)],
            isWeighted ? Tensor.Create([.. Enumerable.Range(0, Count).Select(i => 1f + (i % 3))], [Count]) : null);
        MlpClassifier classifier = new() { HiddenSizes = [8], Epochs = 2 };
        classifier.Fit(data.Select([.. Enumerable.Range(0, Count).Where(i => data.Labels[i] < 3)]));
        StreamedDataset<float> stream = Stream(data);
        Assert.Equal(classifier.Score(data), classifier.Score(stream));
        AssertSame(classifier.Evaluate(data), classifier.Evaluate(stream));
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => classifier.Evaluate(stream, [Metric.RocAuc()]));
        Assert.Contains("cannot judge the class '3', which was not learned", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_regressor_is_judged_by_a_stream_as_by_memory()
    {
        Dataset<float> data = new(
            inputs, Tensor.Create([.. Enumerable.Range(0, 2 * Count).Select(i => inputs[i / 2, i % 2] * 3)], [Count, 2]));
        MlpRegressor regressor = new() { HiddenSizes = [8], Epochs = 2 };
        regressor.Fit(data);
        Assert.Equal(regressor.Score(data), regressor.Score(Stream(data)));
        AssertSame(regressor.Evaluate(data), regressor.Evaluate(Stream(data)));
    }

    [Fact]
    public void Rows_of_several_files_are_judged_as_one_table()
    {
        Table table = new(
            new NumberColumn("a", Enumerable.Range(0, Count).Select(i => (double)inputs[i, 0]).ToArray()),
            new NumberColumn("b", Enumerable.Range(0, Count).Select(i => (double)inputs[i, 1]).ToArray()),
            new NumberColumn("sum", Enumerable.Range(0, Count).Select(i => 1e7 + inputs[i, 0]).ToArray()),
            new TextColumn("kind", Enumerable.Range(0, Count)
                .Select(i => i is 700 or 2500 ? "new" : i == 2000 ? "newer" : inputs[i, 0] > 0 ? "large" : "small").ToArray()));
        CsvTable.Write(folder.File("1.csv"), table.Select([.. Enumerable.Range(0, 1500)]));
        CsvTable.Write(folder.File("2.csv"), table.Select([.. Enumerable.Range(1500, Count - 1500)]));
        TableSource rows = CsvTable.Rows(folder.Path);

        MlpClassifier classifier = new() { HiddenSizes = [8], Epochs = 2 };
        classifier.Fit(table.Select([.. Enumerable.Range(0, 700)]), "kind");
        Assert.Equal(classifier.Score(table), classifier.Score(rows));
        AssertSame(classifier.Evaluate(table), classifier.Evaluate(rows));

        MlpRegressor regressor = new() { HiddenSizes = [8], Epochs = 2 };
        regressor.Fit(table, "sum");
        Assert.Equal(regressor.Score(table), regressor.Score(rows));
        AssertSame(regressor.Evaluate(table), regressor.Evaluate(rows));
    }

    [Fact]
    public void What_a_stream_cannot_be_judged_by_is_refused()
    {
        MlpClassifier classifier = new() { HiddenSizes = [4], Epochs = 1 };
        Assert.Throws<InvalidOperationException>(() => classifier.Score(Stream(new Dataset<float>(inputs, [.. new int[Count]]))));
        classifier.Fit(new Dataset<float>(inputs, [.. Enumerable.Range(0, Count).Select(i => i % 2)]));
        File.WriteAllText(folder.File("t.csv"), "a,kind\n1,x\n");
        Assert.Contains("fitted on tensors", Assert.Throws<InvalidOperationException>(
            () => classifier.Score(CsvTable.Rows(folder.File("t.csv")))).Message, StringComparison.Ordinal);
        classifier.Fit(new Table(new NumberColumn("a", new double[] { 1, 2, 3 }), new TextColumn("kind", new[] { "x", "y", "x" })), "kind");
        Assert.Contains("expected samples to judge it by, got none", Assert.Throws<ArgumentException>(
            () => classifier.Score(TableSource.Of(() => []))).Message, StringComparison.Ordinal);
        File.WriteAllText(folder.File("t.csv"), "a,kind\n1,x\n2,\n");
        Assert.Contains("t.csv: TableEncoder: column 'kind', row 1", Assert.Throws<InvalidDataException>(
            () => classifier.Score(CsvTable.Rows(folder.File("t.csv")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_of_a_file_are_found_by_their_name()
    {
        string path = folder.File("samples.safetensors");
        Tensor<float> targets = Tensor.Create([.. Enumerable.Range(0, Count).Select(i => inputs[i, 0] - inputs[i, 2])], [Count]);
        new SafetensorsBuilder().Add("a wide one", Tensor.Zeros<float>([Count, 7])).Add(Batch<float>.InputName, inputs)
            .Add(Batch<float>.TargetName, targets).Save(path);
        MlpRegressor regressor = new() { HiddenSizes = [16], Epochs = 20 };
        regressor.FitStream(Dataset.Stream(SafetensorsFile.Samples<float>(path), 1000));
        Assert.InRange(regressor.Score(new Dataset<float>(inputs, targets)), 0.95, 1);
    }

    private static StreamedDataset<float> Stream(Dataset<float> data) => Dataset.Stream(SampleSource.Of(() => data.Batches(97)), 1000);

    private static void AssertSame(EvaluationResult expected, EvaluationResult actual) => Assert.Equal(expected, actual);
}
