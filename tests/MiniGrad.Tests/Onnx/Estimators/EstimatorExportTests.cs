using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Onnx;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Onnx.Estimators;

/// <summary>Estimators in ONNX Runtime: columns in, labels and probabilities out.</summary>
public sealed class EstimatorExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_classifier_of_text_numbers_and_gaps_gives_the_same_labels_and_probabilities(int members)
    {
        Table table = Plants(300, seed: 1), held = Plants(200, seed: 2, withUnknown: true);
        MlpClassifier classifier = new() { HiddenSizes = [8], Seed = 3, Epochs = 12, Members = members };
        classifier.Fit(table, "kind");
        string path = folder.File("plants.onnx");
        EstimatorRun.AssertSame(classifier, table, path);
        EstimatorRun.AssertSame(classifier, held, path);
        Assert.Equal(["bloom", "kind of soil", "height", "lot"], OnnxFile.Describe(path).Inputs.Select(input => input.Name));
        Assert.Equal("fern\nmoss\nrose", OnnxFile.Describe(path).Metadata["classes"]);
    }

    [Fact]
    public void A_regressor_gives_the_same_numbers()
    {
        Table table = Plants(300, seed: 1).DropMissing("height");
        MlpRegressor regressor = new() { HiddenSizes = [8], Seed = 3, Epochs = 10 };
        regressor.Fit(table, "height");
        EstimatorRun.AssertSame(regressor, table, folder.File("heights.onnx"));
    }

    [Theory]
    [InlineData(0.3, 1)]
    [InlineData(0.8, 3)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    public void A_classifier_with_a_threshold_gives_the_same_labels(double threshold, int members)
    {
        Table table = Plants(300, seed: 1).Where(row => row % 3 > 0);
        double[] heights = ((NumberColumn)table["height"]).ToArray();
        table = new Table(
            [.. table.Columns.Where(column => column.Name != "kind"), new TextColumn(
                "kind", (string?[])[.. heights.Select((height, row) => height > 50 ^ row % 7 == 0 ? "large" : "small")])]);
        MlpClassifier classifier = new() { HiddenSizes = [8], Seed = 3, Epochs = 12, Members = members };
        classifier.Fit(table, "kind");
        classifier.Threshold = threshold;
        EstimatorRun.AssertSame(classifier, table, folder.File("sizes.onnx"));
    }

    [Theory]
    [InlineData(TargetTransformation.Logarithm, RegressionLoss.SquaredError, 1)]
    [InlineData(TargetTransformation.LogarithmOfOnePlus, RegressionLoss.Huber, 3)]
    [InlineData(TargetTransformation.SquareRoot, RegressionLoss.SquaredError, 2)]
    [InlineData(TargetTransformation.None, RegressionLoss.Poisson, 2)]
    public void A_regressor_of_transformed_targets_gives_the_same_numbers(
        TargetTransformation transformation, RegressionLoss loss, int members)
    {
        Table table = Plants(300, seed: 1).DropMissing("height");
        MlpRegressor regressor = new()
        {
            HiddenSizes = [8],
            Seed = 3,
            Epochs = 10,
            TargetTransformation = transformation,
            Loss = loss,
            Members = members,
        };
        regressor.Fit(table, "height");
        EstimatorRun.AssertSame(regressor, table, folder.File("heights.onnx"));
    }

    [Fact]
    public void A_classifier_of_tensors_takes_features_and_gives_integers()
    {
        XoshiroRandom random = new(4);
        Tensor<float> inputs = Tensor.Normal([200, 5], 3f, 2f, random);
        IndexTensor labels = IndexTensor.Create([.. Enumerable.Range(0, 200).Select(row => inputs[row, 0] > inputs[row, 1] ? 1 : 0)]);
        MlpClassifier classifier = new() { HiddenSizes = [8], Seed = 1, Epochs = 20 };
        classifier.Fit(inputs, labels);
        string path = folder.File("features.onnx");
        OnnxFile.Save(classifier, path);
        using InferenceSession session = new(path);
        using var results = session.Run(
            [NamedOnnxValue.CreateFromTensor("features", new DenseTensor<float>(inputs.ToArray(), [200, 5]))]);
        Assert.Equal(
            classifier.Predict(inputs).ToArray().Select(label => (long)label),
            results.First(value => value.Name == "label").AsTensor<long>());
        AssertClose(classifier.PredictProbabilities(inputs), results.First(value => value.Name == "probabilities").AsTensor<float>());
        // Back here it is a network of two outputs, and refuses what it refused.
        OnnxNetwork<float> network = OnnxNetwork<float>.Load(path);
        IReadOnlyDictionary<string, OnnxValue> found = network.Run(new OnnxInputs { ["features"] = inputs });
        Assert.Equal(classifier.PredictProbabilities(inputs).ToArray(), found["probabilities"].ToTensor<float>().ToArray());
        Tensor<float> refused = inputs * float.PositiveInfinity;
        Assert.ThrowsAny<ArgumentException>(() => network.Run(new OnnxInputs { ["features"] = refused }));
    }

    private static void AssertClose(Tensor<float> expected, Microsoft.ML.OnnxRuntime.Tensors.Tensor<float> actual)
    {
        float[] values = [.. actual];
        Assert.Equal(expected.ElementCount, values.Length);
        for (int i = 0; i < values.Length; i++) Assert.Equal(expected.Span[i], values[i], 1e-6f);
    }

    /// <summary>A table with text, categories that are numbers, numbers, and gaps in both kinds.</summary>
    internal static Table Plants(int rows, int seed, bool withUnknown = false)
    {
        XoshiroRandom random = new((ulong)seed);
        string[] kinds = ["rose", "fern", "moss"], soils = ["clay", "sand", "peat", "\"quoted, soil\""];
        string[] lines = new string[rows + 1];
        lines[0] = "bloom,kind of soil,height,lot,kind";
        for (int row = 1; row < lines.Length; row++)
        {
            int kind = random.Next(3);
            string soil = withUnknown && random.Next(5) == 0 ? "lava" : random.Next(9) == 0 ? "" : soils[(kind + random.Next(2)) % 4];
            string height = random.Next(8) == 0 ? "" : FormattableString.Invariant($"{kind * 20 + random.NextDouble() * 30:F1}");
            lines[row] = FormattableString.Invariant($"{kind + random.NextDouble():F3},{soil},{height},{random.Next(900)},{kinds[kind]}");
        }
        return CsvTable.Read(new StringReader(string.Join('\n', lines)));
    }
}
