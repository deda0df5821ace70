using MiniGrad.Estimators;
using MiniGrad.Layers;
using MiniGrad.Serialization;
using MiniGrad.Tests.Data;
using Xunit;

namespace MiniGrad.Tests.Estimators;

public class EnsembleFileTests
{
    [Fact]
    public void An_ensemble_comes_back_and_predicts_the_same_bits()
    {
        using TemporaryFolder folder = new();
        Ensemble<float> ensemble = new Ensemble<float>([Network(1), Network(2), Network(3)], [1, 2, 4]).WithTemperature(0.7);
        ensemble.Save(folder.File("a"));
        Ensemble<float> loaded = Ensemble.Load(folder.File("a"), _ => Network(9));
        Assert.Equal(ensemble.Weights, loaded.Weights);
        Assert.Equal(0.7, loaded.Temperature);
        Tensor<float> inputs = Tensor.Uniform([50, 3], -1f, 1f, new Random(1));
        Assert.Equal(ensemble.PredictProbabilities(inputs).ToArray(), loaded.PredictProbabilities(inputs).ToArray());
        loaded.Save(folder.File("b"));
        Assert.Equal(File.ReadAllBytes(folder.File("a")), File.ReadAllBytes(folder.File("b")));
        using SafetensorsFile file = SafetensorsFile.Open(folder.File("a"));
        Assert.Contains("members.2.layers.1.bias", file.Entries.Select(entry => entry.Name));

        // Buffers such as running means belong to a member.
        BatchNormalization<float> normalization = new(3);
        normalization.Forward(inputs);
        new Ensemble<float>([normalization]).Save(folder.File("c"));
        Assert.Equal(normalization.Predict(inputs).ToArray(),
            Ensemble.Load(folder.File("c"), _ => new BatchNormalization<float>(3)).PredictMeans(inputs).ToArray());
    }

    [Fact]
    public void A_file_that_does_not_hold_all_members_is_refused()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("a");
        const string Settings = """{"version":1,"weights":[0.5,0.5],"temperature":1}""";
        Write(Settings, 0, 1);
        Assert.Equal(2, Ensemble.Load(path, _ => Network(5)).Members.Count);
        Write(Settings, 0);
        Refused("member 1 of 2 is missing");
        Write(Settings, 0, 1, 2);
        Refused("'members.2.layers.0.weight' is not expected in a file of 2 members");
        Write("""{"version":2,"weights":[0.5,0.5],"temperature":1}""", 0, 1);
        Refused("the version is 2: expected 1");
        Write("""{"version":1,"weights":[0.5,0.4],"temperature":1}""", 0, 1);
        Refused("'weights' are not numbers above 0 that sum to 1");
        Write("""{"version":1,"weights":[1.5,-0.5],"temperature":1}""", 0, 1);
        Refused("'weights' are not numbers above 0 that sum to 1");
        Write("""{"version":1,"weights":["a"],"temperature":1}""", 0);
        Refused("");
        Write("""{"version":1,"weights":[],"temperature":1}""");
        Refused("'weights' are not numbers above 0 that sum to 1");
        Write("""{"version":1,"weights":[1],"temperature":0}""", 0);
        Refused("the temperature is 0");
        Write("[1", 0);
        Refused("");
        Weights.Save(Network(1), path);
        Refused("no ensemble: its metadata have no 'minigrad_ensemble'");
        Assert.Throws<FileNotFoundException>(() => Ensemble.Load(folder.File("none"), _ => Network(1)));

        void Write(string settings, params int[] members)
        {
            SafetensorsBuilder builder = new();
            builder.AddMetadata("minigrad_ensemble", settings);
            foreach (int m in members) Weights.AddTo(builder, Network(m), rename: name => $"members.{m}.{name}");
            builder.Save(path);
        }

        void Refused(string expected)
        {
            string message = Assert.Throws<InvalidDataException>(() => Ensemble.Load(path, _ => Network(5))).Message;
            Assert.StartsWith($"{path}: ", message, StringComparison.Ordinal);
            Assert.Contains(expected, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Members_of_other_shapes_are_refused()
    {
        using TemporaryFolder folder = new();
        new Ensemble<float>([Network(1), Network(2)]).Save(folder.File("a"));
        EnsembleTests.AssertRefused<ArgumentException>("Ensemble: member 1: ", () => Ensemble.Load(
            folder.File("a"), m => m == 0 ? Network(5) : new Mlp<float>([3, 7, 2], Activation.Tanh, new Random(1))));
        EnsembleTests.AssertRefused<ArgumentException>("'layers.2.weight' is missing", () => Ensemble.Load(
            folder.File("a"), _ => new Mlp<float>([3, 4, 2, 2], Activation.Tanh, new Random(1))));
    }

    [Fact]
    public void A_file_cut_short_is_refused_at_any_length()
    {
        using TemporaryFolder folder = new();
        new Ensemble<float>([Network(1), Network(2)]).Save(folder.File("a"));
        byte[] whole = File.ReadAllBytes(folder.File("a"));
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(folder.File("a"), whole[..length]);
            Assert.Throws<InvalidDataException>(() => Ensemble.Load(folder.File("a"), _ => Network(5)));
        }
    }

    private static Layer<float> Network(int seed) => new Mlp<float>([3, 4, 2], Activation.Tanh, new Random(seed));
}
