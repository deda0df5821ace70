using System.Text;
using MiniGrad.Data;
using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Estimators;

public class EstimatorFileTests
{
    private const int Mutations = 600;

    private static readonly Dataset<float> moons = Problems.Moons(100, seed: 1);
    private static readonly Dataset<float> waves = Problems.Waves(100, seed: 1);

    [Fact]
    public void A_classifier_comes_back_with_its_settings_and_predicts_the_same_bits()
    {
        using TemporaryFolder folder = new();
        MlpClassifier classifier = new()
        {
            HiddenSizes = [6, 5],
            Activation = Activation.Gelu,
            Dropout = 0.1,
            LearningRate = 0.003,
            BatchSize = 17,
            Epochs = 3,
            L2Penalty = 0.3,
            Tolerance = 0.01,
            Patience = 4,
            StopsEarly = true,
            ValidationShare = 0.2,
            InputScaling = Scaling.MinMax,
            Seed = ulong.MaxValue,
            BalancesClasses = true,
        };
        classifier.Fit(moons);
        classifier.Save(folder.File("a"));
        var loaded = MlpClassifier.Load(folder.File("a"));
        Assert.Equal(classifier.PredictProbabilities(moons.Inputs).ToArray(), loaded.PredictProbabilities(moons.Inputs).ToArray());
        Assert.Null(loaded.History);
        Assert.Equal(["0", "1"], loaded.ClassNames);
        Assert.Equal(Settings(classifier), Settings(loaded));
        Assert.Equal(classifier.HiddenSizes, loaded.HiddenSizes);

        // The file of what was loaded is the same, and so is what another fit makes of it.
        loaded.Save(folder.File("b"));
        Assert.Equal(File.ReadAllBytes(folder.File("a")), File.ReadAllBytes(folder.File("b")));
        loaded.Fit(moons);
        MlpClassifierTests.AssertSameWeights(classifier.Model, loaded.Model);

        static object Settings(MlpClassifier it) => (
            (it.Activation, it.Dropout, it.LearningRate, it.BatchSize, it.Epochs, it.L2Penalty),
            (it.Tolerance, it.Patience, it.StopsEarly, it.ValidationShare, it.InputScaling, it.Seed, it.BalancesClasses));
    }

    [Theory]
    [InlineData(Scaling.Standard)]
    [InlineData(Scaling.None)]
    public void A_regressor_comes_back_and_predicts_the_same_bits(Scaling scaling)
    {
        using TemporaryFolder folder = new();
        var regressor = new MlpRegressor { HiddenSizes = [], Epochs = 3, InputScaling = scaling, TargetScaling = scaling };
        regressor.Fit(waves);
        regressor.Save(folder.File("a"));
        var loaded = MlpRegressor.Load(folder.File("a"));
        Assert.Equal(regressor.Predict(waves.Inputs).ToArray(), loaded.Predict(waves.Inputs).ToArray());
        Assert.Equal([100], loaded.Predict(waves.Inputs).Shape);
        Assert.Equal((scaling, scaling, null), (loaded.InputScaling, loaded.TargetScaling, loaded.BatchSize));

        regressor.Fit(waves.Inputs, waves.Targets.Reshape([100, 1]));
        regressor.Save(folder.File("a"));
        Assert.Equal([100, 1], MlpRegressor.Load(folder.File("a")).Predict(waves.Inputs).Shape);
    }

    [Fact]
    public void Other_tools_find_the_weights_and_scales_under_their_names()
    {
        using TemporaryFolder folder = new();
        var regressor = new MlpRegressor { HiddenSizes = [3], Epochs = 1 };
        regressor.Fit(waves);
        regressor.Save(folder.File("a"));
        using SafetensorsFile file = SafetensorsFile.Open(folder.File("a"));
        Assert.Equal(
            ["inputs.offset", "inputs.scale", "layers.0.bias", "layers.0.weight", "layers.1.bias", "layers.1.weight", "targets.offset",
                "targets.scale"],
            file.Entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["minigrad_estimator", "linear_weights"], file.Metadata.Keys);
    }

    [Fact]
    public void A_file_of_something_else_is_refused_by_its_name()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a");
        var classifier = new MlpClassifier { HiddenSizes = [4], Epochs = 1 };
        classifier.Fit(moons);
        classifier.Save(path);
        AssertRefused("it holds a 'MlpClassifier': expected MlpRegressor", () => MlpRegressor.Load(path));
        Weights.Save(classifier.Model, path);
        AssertRefused("no estimator: its metadata have no 'minigrad_estimator'", () => MlpClassifier.Load(path));
        File.WriteAllText(path, "not a file of this format");
        AssertRefused("", () => MlpClassifier.Load(path));
        Assert.Throws<FileNotFoundException>(() => MlpClassifier.Load(folder.File("none")));

        void AssertRefused(string expected, Action load)
        {
            string message = Assert.Throws<InvalidDataException>(load).Message;
            Assert.StartsWith($"{path}: ", message, StringComparison.Ordinal);
            Assert.Contains(expected, message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("\\\"version\\\":1", "\\\"version\\\":2", "the version is 2: expected 1")]
    [InlineData("\\\"epochs\\\":1", "\\\"epochs\\\":0", "expected Epochs to be at least 1, got 0")]
    [InlineData("\\\"epochs\\\":1", "\\\"epochs\\\":\\\"\\\"", "'epochs': expected number, got string")]
    [InlineData("\\\"patience\\\":10", "\\\"patience\\\":1.5", "'patience' is 1.5: expected a whole number")]
    [InlineData("\\\"activation\\\":\\\"Relu", "\\\"activation\\\":\\\"Rolu", "'activation' is 'Rolu': expected one of Identity")]
    [InlineData("\\\"seed\\\":\\\"0", "\\\"seed\\\":\\\"-", "'seed' is '-': expected a whole number")]
    [InlineData("\\\"balanceClasses\\\":false", "\\\"balanceClasses\\\":null", "'balanceClasses': expected true or false, got null")]
    [InlineData("\\\"balanceClasses\\\":", "\\\"other\\\":", "there is no 'balanceClasses'")]
    [InlineData("\\\"predictsVector\\\":false", "\\\"predictsVector\\\":true", "expected 1 outputs of the network, got 2")]
    [InlineData("\"inputs.offset\"", "\"inputs_offset\"", "'inputs_offset' is not expected")]
    [InlineData("\"layers.0.bias\"", "\"layers.9.bias\"", "there is no 'layers.0.bias'")]
    [InlineData("\"shape\":[2,4]", "\"shape\":[4,2]", "'layers.0.bias' has the shape [4]: expected [2]")]
    [InlineData("\"shape\":[2,4]", "\"shape\":[1,8]", "'layers.0.bias' has the shape [4]: expected [8]")]
    public void Headers_that_do_not_fit_are_refused_in_words(string text, string other, string expected)
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a");
        var classifier = new MlpClassifier { HiddenSizes = [4], Epochs = 1 };
        classifier.Fit(moons);
        classifier.Save(path);
        byte[] bytes = File.ReadAllBytes(path);
        int length = (int)BitConverter.ToInt64(bytes);
        string header = Encoding.UTF8.GetString(bytes, 8, length);
        Assert.Contains(text, header, StringComparison.Ordinal);
        byte[] changed = Encoding.UTF8.GetBytes(header.Replace(text, other, StringComparison.Ordinal));
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)changed.Length), .. changed, .. bytes.AsSpan(8 + length)]);
        string message = Assert.Throws<InvalidDataException>(() => MlpClassifier.Load(path)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_more_layers_than_an_estimator_may_have_is_refused()
    {
        using TemporaryFolder folder = new();
        SafetensorsBuilder builder = new();
        builder.AddMetadata("minigrad_estimator", """{"version":1,"kind":"MlpClassifier","predictsVector":false}""");
        for (int layer = 0; layer <= 1001; layer++)
            builder.Add($"layers.{layer}.weight", Tensor.Ones<float>([1, 1])).Add($"layers.{layer}.bias", Tensor.Ones<float>([1]));
        builder.Save(folder.File("a"));
        string message = Assert.Throws<InvalidDataException>(() => MlpClassifier.Load(folder.File("a"))).Message;
        Assert.Equal($"{folder.File("a")}: the network has more than 1000 hidden layers.", message);
        Assert.Equal(1000, new MlpClassifier { HiddenSizes = new int[1000].Select(_ => 1).ToArray() }.HiddenSizes.Count);
        message = Assert.Throws<ArgumentOutOfRangeException>(() => new MlpClassifier { HiddenSizes = new int[1001] }).Message;
        Assert.Contains("at most 1000 sizes, got 1001", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a");
        var classifier = new MlpClassifier { HiddenSizes = [4], Epochs = 1 };
        classifier.Fit(Problems.Plants(60, seed: 1), "species");
        classifier.Save(path);
        byte[] whole = File.ReadAllBytes(path);
        Random random = new(1);
        int refused = 0;
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = [.. whole];
            if (i % 4 == 0) bytes = bytes[..random.Next(bytes.Length)];
            for (int flips = random.Next(1, 4); flips > 0
                && bytes.Length > 0; flips--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, bytes);
            try
            {
                MlpClassifier.Load(path);
            }
            catch (InvalidDataException damage)
            {
                refused++;
                Assert.StartsWith(path, damage.Message, StringComparison.Ordinal);
            }
        }
        Assert.InRange(refused, Mutations / 2, Mutations);
    }
}
