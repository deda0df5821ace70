using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Tests.Data;
using Xunit;
using Xunit.Abstractions;

namespace MiniGrad.Tests.Onnx.Estimators;

/// <summary>Estimators that learned from two thirds of a table give the same in ONNX Runtime, for every row of it.</summary>
public sealed class TableExportTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Irises_are_told_apart_in_the_same_way() => AssertSame(SampleTables.Irises, "species", epochs: 60, accuracy: 0.9);

    [Fact]
    public void An_ensemble_tells_irises_apart_in_the_same_way() =>
        AssertSame(SampleTables.Irises, "species", epochs: 40, accuracy: 0.9, members: 3);

    [ScikitLearnFact]
    public void Wines_are_told_apart_in_the_same_way() => AssertSame(SampleTables.Wine, "target", epochs: 40, accuracy: 0.9);

    [ScikitLearnFact]
    public void Breast_cancer_is_found_in_the_same_way() => AssertSame(SampleTables.BreastCancer, "target", epochs: 20, accuracy: 0.9);

    [ScikitLearnFact]
    public void Digits_are_read_in_the_same_way() => AssertSame(SampleTables.Digits, "target", epochs: 20, accuracy: 0.9);

    [Fact]
    public void Generated_digits_are_read_in_the_same_way()
    {
        Dataset<float> digits = LabeledImages.GenerateDigits<float>(600, new XoshiroRandom(5));
        // Every fourth pixel, so that a test is quick; each is a column.
        float[] pixels = digits.Inputs.ToArray();
        List<TableColumn> columns = [];
        for (int pixel = 0; pixel < DigitGenerator.PixelCount; pixel += 4)
            columns.Add(new NumberColumn(FormattableString.Invariant($"pixel{pixel}"),
                Enumerable.Range(0, digits.Count).Select(row => pixels[row * DigitGenerator.PixelCount + pixel]).ToArray()));
        columns.Add(new NumberColumn("digit", Array.ConvertAll(digits.Labels.ToArray(), label => (float)label)));
        AssertSame(new Table(columns), "digit", epochs: 30, accuracy: 0.7);
    }

    [ScikitLearnFact]
    public void The_course_of_diabetes_is_foretold_in_the_same_way()
    {
        Table table = SampleTables.Diabetes;
        foreach (int members in (int[])[1, 3])
        {
            MlpRegressor regressor = new() { HiddenSizes = [16], Seed = 3, Epochs = 40, LearningRate = 0.01, Members = members };
            regressor.Fit(Learned(table), "target");
            Assert.InRange(regressor.Score(table), 0.3, 1);
            Report(EstimatorRun.AssertSame(regressor, table, folder.File("diabetes.onnx")));
        }
    }

    private void AssertSame(Table table, string target, int epochs, double accuracy, int members = 1)
    {
        MlpClassifier classifier = new() { HiddenSizes = [16], Seed = 3, Epochs = epochs, LearningRate = 0.01, Members = members };
        classifier.Fit(Learned(table), target);
        Assert.InRange(classifier.Score(table), accuracy, 1);
        Report(EstimatorRun.AssertSame(classifier, table, folder.File("classifier.onnx")));
    }

    private static Table Learned(Table table) => table.Where(row => row % 3 != 0);

    private void Report(double difference) => output.WriteLine(FormattableString.Invariant($"at most {difference:E1} apart"));
}
